import Base

/// Which clients get the tools `search` and `fetch` besides the others. ChatGPT outside its developer mode uses only
/// tools with these names; for every other client they would repeat search_memory and get_memory.
package enum SearchAndFetch: String, Sendable, Hashable, CaseIterable {
    /// Clients that are known to need them, recognised by the host of their client metadata document or by where a
    /// registered client takes its codes.
    case auto
    case always
    case never

    /// Hosts of client ids (OpenAI, "Building MCP servers for ChatGPT", read 2026-11-29).
    private static let hosts = ["chatgpt.com"].compactMap { Host($0) }

    /// Whether a registered client, which has no document, is known to need them.
    package typealias Recogniser = @Sendable (_ client: String) async -> Bool

    package func isOffered(to principal: Principal, recogniser: Recogniser) async -> Bool {
        switch self {
        case .always: return true
        case .never: return false
        case .auto:
            guard let client = principal.client else { return false }
            guard URIParts(client)?.authority == nil else { return Self.needsThem(client) }
            return await recogniser(client)
        }
    }

    /// - Parameter client: a client id; a URL when the client is known by a metadata document.
    private static func needsThem(_ client: String) -> Bool {
        guard let parts = URIParts(client), parts.scheme == "https",
            let host = parts.authority.flatMap({ Authority($0) })?.host
        else { return false }
        return hosts.contains(host)
    }
}
