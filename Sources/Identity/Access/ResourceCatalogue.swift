package import Base

/// The resources that tokens of ours may be meant for (RFC 8707).
package struct ResourceCatalogue: Sendable {
    /// The canonical names, the default first: `https://host/mcp`, `https://host`.
    package let names: [String]
    private let loopback: LoopbackNames?

    /// - Parameter loopback: where one of these is meant under another spelling of loopback, as the metadata told the
    ///   client.
    package init(names: [String], loopback: LoopbackNames? = nil) {
        self.names = names
        self.loopback = loopback
    }

    /// The canonical names of what was asked for; the default when nothing was.
    /// - Throws: `invalidTarget` for a resource that is not ours.
    package func resolve(_ requested: [String]) throws -> [String] {
        guard !requested.isEmpty else { return [names[0]] }
        return try requested.map { request in
            guard let name = name(of: request) else {
                throw Fault(.invalidTarget, "The resource asked for is not served here.")
            }
            return name
        }
    }

    /// Whether it is one of ours, in any spelling.
    func contains(_ resource: String) -> Bool { name(of: resource) != nil }

    private func name(of request: String) -> String? {
        let request = Self.canonical(request)
        return names.first { name in
            ([name] + (loopback?.origins.map { $0 + name.dropFirst(loopback?.origin.count ?? 0) } ?? [])).contains {
                Self.canonical($0).isExactly(request)
            }
        }
    }

    /// Lower-case scheme and host, no default port, no trailing slash: the commonest slips (MCP authorization,
    /// "canonical URI").
    package static func canonical(_ text: String) -> String {
        guard let parts = URIParts(text), let authority = parts.authority.flatMap({ Authority($0) }) else {
            return text
        }
        let path = parts.rest.hasSuffix("/") ? parts.rest.dropLast() : parts.rest
        return "\(parts.scheme)://\(authority.withoutDefaultPort(of: parts.scheme))\(path)"
    }
}
