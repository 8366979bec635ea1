package import Base

/// The resources that this server's tokens can be issued for (RFC 8707).
package struct ResourceCatalogue: Sendable {
    /// The canonical names, the default first: `https://host/mcp`, `https://host`.
    package let names: [String]
    private let loopback: LoopbackNames?

    /// - Parameter loopback: names of the server on loopback; a resource under any of their spellings means the same
    ///   one, because clients saw that spelling in the metadata.
    package init(names: [String], loopback: LoopbackNames? = nil) {
        self.names = names
        self.loopback = loopback
    }

    /// The canonical names of the requested resources; the default when the list is empty.
    /// - Throws: `invalidTarget` for a resource that this server does not have.
    package func resolve(_ requested: [String]) throws -> [String] {
        guard !requested.isEmpty else { return [names[0]] }
        return try requested.map { request in
            guard let name = name(of: request) else {
                throw Fault(.invalidTarget, "Unknown resource. This server cannot issue tokens for it.")
            }
            return name
        }
    }

    /// Whether `resource` is one of these, in any spelling.
    func contains(_ resource: String) -> Bool { name(of: resource) != nil }

    private func name(of request: String) -> String? {
        let request = Self.canonical(request)
        return names.first { name in
            ([name] + (loopback?.origins.map { $0 + name.dropFirst(loopback?.origin.count ?? 0) } ?? [])).contains {
                Self.canonical($0).isExactly(request)
            }
        }
    }

    /// The canonical URI: lower-case scheme and host, no default port, no trailing slash. These are the most common
    /// deviations (MCP authorization, "canonical URI").
    package static func canonical(_ text: String) -> String {
        guard let parts = URIParts(text), let authority = parts.authority.flatMap({ Authority($0) }) else {
            return text
        }
        let path = parts.rest.hasSuffix("/") ? parts.rest.dropLast() : parts.rest
        return "\(parts.scheme)://\(authority.withoutDefaultPort(of: parts.scheme))\(path)"
    }
}
