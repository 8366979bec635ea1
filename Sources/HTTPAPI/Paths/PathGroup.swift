package import HTTPTypes

/// A closed list of paths: one for the REST API, one for the authorization server, one for the pages.
package protocol PathGroup: RawRepresentable<String>, CaseIterable, Sendable {
    /// The allowed methods, besides HEAD where there is GET.
    var methods: [HTTPRequest.Method] { get }
}

extension PathGroup {
    /// The path with its placeholder, if it has one, filled in.
    func path(_ value: some CustomStringConvertible) -> String {
        guard let start = rawValue.firstIndex(of: "{"), let end = rawValue.firstIndex(of: "}") else { return rawValue }
        return "\(rawValue[..<start])\(value)\(rawValue[end...].dropFirst())"
    }

    /// Whether a path, split at its slashes, is this one.
    func matches(_ steps: [Substring]) -> Bool {
        let template = rawValue.split(separator: "/")
        return template.count == steps.count && zip(template, steps).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }

    /// Whether the group contains a requested path.
    static func holds(_ path: String) -> Bool {
        let steps = path.split(separator: "/")
        return allCases.contains { $0.matches(steps) }
    }

    fileprivate static func methods(at steps: [Substring], mounted: Set<String>?) -> [HTTPRequest.Method] {
        allCases.filter { $0.matches(steps) && mounted?.contains($0.rawValue) ?? true }.flatMap(\.methods)
    }
}

/// All paths of the server together.
enum ServedPath {
    /// The allowed methods of a requested path; empty for an unknown path.
    /// - Parameter mounted: the templates of this server's paths; nil for all paths.
    static func methods(at path: String, mounted: Set<String>? = nil) -> [HTTPRequest.Method] {
        let steps = path.split(separator: "/")
        let methods =
            Endpoint.methods(at: steps, mounted: mounted) + OAuthEndpoint.methods(at: steps, mounted: mounted)
            + PageEndpoint.methods(at: steps, mounted: mounted)
            + OpenMemoryEndpoint.methods(at: steps, mounted: mounted)
            + MCPMemoryEndpoint.methods(at: steps, mounted: mounted)
            + CouchbaseEndpoint.methods(at: steps, mounted: mounted)
            + UnofferedMCPMemoryEndpoint.methods(at: steps, mounted: mounted)
        return methods + (methods.contains(.get) ? [.head] : [])
    }

    /// Why a known path is absent on this server, and what to use instead; nil for an unknown path.
    static func absence(of path: String) -> String? {
        let steps = path.split(separator: "/")
        let needsOAuth: [PageEndpoint] = [
            .applications, .application, .disconnect, .pause, .applicationUndo, .applicationTakeBack,
            .serverApplications, .serverApplicationRemoval, .signingKeys, .keyRotation, .keyRemoval,
        ]
        if OAuthEndpoint.holds(path) || needsOAuth.contains(where: { $0.matches(steps) }) {
            return OAuthEndpoint.absence
        }
        return PageEndpoint.holds(path) ? PageEndpoint.absence : nil
    }
}
