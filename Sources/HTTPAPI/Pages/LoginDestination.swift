import Authorization
import Base
import Identity

/// Where a login leads: a path of ours, and what the authorization request in it wants of the login.
package struct LoginDestination: Sendable {
    let path: String
    /// Of the authorization request; nil where the path is none that can be read.
    let parameters: FormParameters?

    /// - Parameter path: as the browser sent it; anything but a path of ours becomes the account page.
    init(_ path: String?) {
        let path = Self.own(path)
        self.path = path
        let query = path.firstIndex(of: "?").map { String(path[$0...].dropFirst()) }
        parameters = query.flatMap { try? FormParameters(parsing: $0) }
    }

    /// Whether the application wants the person to log in just now, and not to be let in by a login the provider
    /// remembers: the provider need not tell us how old that one is.
    var demandsLogin: Bool {
        prompts.contains(where: Self.demandsLogin) || parameters?.values("max_age").isEmpty == false
    }

    /// The request as it is after a login: what demanded one would demand it for ever. Whoever writes such a request by
    /// hand could as well have left the demand out.
    var answered: String {
        let left = prompts.filter { !Self.demandsLogin($0) }
        guard let parameters, left.count < prompts.count else { return path }
        let others = parameters.pairs.filter { $0.name != "prompt" }.map { ($0.name, $0.value) }
        let pairs = others + (left.isEmpty ? [] : [("prompt", left.joined(separator: " "))])
        return "\(path.prefix { $0 != "?" })?\(Percent.encode(pairs))"
    }

    /// A path of ours to go to after login: the authorization endpoint, or else the account page. `//evil`, `/\evil`
    /// and whole URLs are not paths of ours.
    private static func own(_ path: String?) -> String {
        let account = PageEndpoint.account.rawValue
        guard let path, path.hasPrefix("\(OAuthEndpoint.authorize.rawValue)?") || path == account,
            path.utf8.count <= 16_384, path.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != 0x5c })
        else { return account }
        return path
    }

    /// None where the parameter is repeated: such a request is refused anyway.
    private var prompts: [Substring] { ((try? parameters?.value("prompt")) ?? nil)?.split(separator: " ") ?? [] }

    private static func demandsLogin(_ prompt: Substring) -> Bool {
        AuthorizationRequest.Prompt(rawValue: String(prompt))?.demandsLogin ?? false
    }
}
