import Base
import Identity

/// Which clients get the tools `search` and `fetch` besides the others. ChatGPT outside its developer mode uses only
/// tools with these names; for every other client they would repeat search_memory and get_memory.
package enum SearchAndFetch: String, Sendable, Hashable, CaseIterable {
    /// Clients that are known to need them, recognised by the host of their client metadata document.
    case auto
    case always
    case never

    /// Hosts of client ids (OpenAI, "Building MCP servers for ChatGPT", read 2026-11-29).
    private static let hosts = ["chatgpt.com"].compactMap { Host($0) }

    func isOffered(to principal: Principal) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .auto: principal.client.map(Self.needsThem) ?? false
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
