/// The header fields of the HTTP request that carried a message, independent of the HTTP library.
package struct RequestHeaders: Sendable {
    private let fields: [String: [String]]

    /// - Parameter fields: every field line as received, names in any case.
    package init(_ fields: some Sequence<(String, String)>) {
        var table: [String: [String]] = [:]
        for (name, value) in fields { table[name.lowercased(), default: []].append(Self.trimmed(value)) }
        self.fields = table
    }

    /// The values of a field in the order received, without surrounding white space (RFC 9110 §5.5).
    func values(_ name: Name) -> [String] { fields[name.rawValue] ?? [] }

    /// The fields with a meaning in MCP (2026-07-28, transports/streamable-http), and this server's own.
    enum Name: String, CaseIterable {
        case protocolVersion = "mcp-protocol-version"
        case method = "mcp-method"
        case name = "mcp-name"
        /// Names the workspace, as in the REST API; the principal's first when absent.
        case workspace = "x-workspace"

        /// The spelling of the specification.
        var spelling: String {
            switch self {
            case .protocolVersion: "MCP-Protocol-Version"
            case .method: "Mcp-Method"
            case .name: "Mcp-Name"
            case .workspace: "X-Workspace"
            }
        }
    }

    private static func trimmed(_ value: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let rest = value.utf8.drop(while: isSpace)
        let end = rest.lastIndex { !isSpace($0) }.map(rest.index(after:)) ?? rest.startIndex
        return String(rest[..<end]) ?? value
    }
}
