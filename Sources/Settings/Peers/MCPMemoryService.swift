extension Peer {
    /// MCP Memory Service 10. Its one API key for everybody is no credential here: make an API token instead.
    static let mcpMemoryService = Peer(
        system: "MCP Memory Service",
        rows: [
            PeerRow("MCP_HTTP_HOST", .distinctive, "http.host"),
            PeerRow("MCP_HTTP_PORT", .distinctive, "http.port"),
            PeerRow("MCP_HTTP_MAX_BODY_BYTES", .distinctive, "limits.bodyBytes"),
            PeerRow("MCP_ALLOW_ANONYMOUS_ACCESS", .weakening, "auth.mode") {
                SettingReader.truth($0) == true ? .value("disabled") : .nothing
            },
            PeerRow("MCP_OAUTH_ENABLED", .distinctive, "auth.mode") {
                SettingReader.truth($0) == true
                    ? .refused("this version is no authorization server; unset it and use API tokens (auth.mode: token).") : .nothing
            },
        ])
}
