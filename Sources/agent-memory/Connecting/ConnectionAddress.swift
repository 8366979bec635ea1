import Base
import Settings

/// The address that a client is given.
enum ConnectionAddress {
    /// The MCP address of this machine's server.
    /// - Throws: `CommandFailure` when its port is chosen at every start.
    static func local(_ settings: ServerSettings) throws -> String {
        if let url = settings.http.publicURL { return url + "/mcp" }
        guard settings.http.port != 0 else {
            throw CommandFailure("http.port is 0, so the port changes at every start. Name the address with --url.")
        }
        return settings.http.localURL(port: settings.http.port) + "/mcp"
    }

    /// Completes what a person typed: `https://memory.example` means `https://memory.example/mcp`.
    /// - Throws: `CommandFailure` for anything but an http or https address.
    static func named(_ text: String) throws -> String {
        guard let parts = URIParts(text), ["http", "https"].contains(parts.scheme),
            let authority = parts.authority, Authority(authority) != nil, !authority.contains("@"),
            !text.contains(where: { $0.isWhitespace || "\"'\\<>`{}".contains($0) })
        else {
            throw CommandFailure("--url must be an address such as https://memory.example/mcp.")
        }
        return ["", "/"].contains(parts.rest) ? text + (parts.rest.isEmpty ? "/mcp" : "mcp") : text
    }
}
