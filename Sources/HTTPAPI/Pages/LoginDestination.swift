import Authorization
import Base
import Identity

/// Where a login leads: a path of this server, and what the authorization request in it demands of the login.
package struct LoginDestination: Sendable {
    let path: String
    /// The parameters of the authorization request; nil when the path has none or they cannot be parsed.
    let parameters: FormParameters?

    /// - Parameter path: as the browser sent it; anything but an allowed path becomes the home page.
    init(_ path: String?) {
        let path = Self.own(path)
        self.path = path
        let query = path.firstIndex(of: "?").map { String(path[$0...].dropFirst()) }
        parameters = query.flatMap { try? FormParameters(parsing: $0) }
    }

    /// Whether the application requires a new login, and not one that the provider remembers: the provider may not say
    /// how old that one is.
    var demandsLogin: Bool {
        prompts.contains(where: Self.demandsLogin) || parameters?.values("max_age").isEmpty == false
    }

    /// The request after a login, without the parameters that demanded one, which would otherwise demand it forever. A
    /// person who edits the request by hand could leave them out too.
    var answered: String {
        let left = prompts.filter { !Self.demandsLogin($0) }
        guard let parameters, left.count < prompts.count else { return path }
        let others = parameters.pairs.filter { $0.name != "prompt" }.map { ($0.name, $0.value) }
        let pairs = others + (left.isEmpty ? [] : [("prompt", left.joined(separator: " "))])
        return "\(path.prefix { $0 != "?" })?\(Percent.encode(pairs))"
    }

    /// The path to continue at after login: the authorization endpoint or a page of the person, or else the home page.
    /// `//evil`, `/\evil` and absolute URLs are refused.
    private static func own(_ path: String?) -> String {
        let home = Endpoint.landing.rawValue
        guard let path, path.utf8.count <= 16_384, path.hasPrefix("/"), !path.hasPrefix("//"),
            path.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c }),
            path.hasPrefix("\(OAuthEndpoint.authorize.rawValue)?") || isPersonal(path)
        else { return home }
        return path
    }

    private static func isPersonal(_ path: String) -> Bool {
        let steps = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        // Browsers resolve `..` before they ask.
        guard !steps.contains(where: { [".", ".."].contains($0.lowercased().replacing("%2e", with: ".")) }) else {
            return false
        }
        return PageEndpoint.allCases.contains { $0.isPersonal && $0.matches(Array(steps)) }
    }

    /// Empty when the parameter is repeated: such a request is refused anyway.
    private var prompts: [Substring] { ((try? parameters?.value("prompt")) ?? nil)?.split(separator: " ") ?? [] }

    private static func demandsLogin(_ prompt: Substring) -> Bool {
        AuthorizationRequest.Prompt(rawValue: String(prompt))?.demandsLogin ?? false
    }
}
