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
            PeerRow("MCP_OAUTH_ENABLED", .distinctive, "oauth.enabled"),
            PeerRow("MCP_OAUTH_ISSUER", .distinctive, "oauth.issuer"),
            PeerRow("MCP_OAUTH_PRIVATE_KEY", .distinctive, "oauth.privateKey"),
            PeerRow("MCP_OAUTH_PRIVATE_KEY_PATH", .distinctive, "oauth.privateKeyFile"),
            PeerRow("MCP_OAUTH_SECRET_KEY", .distinctive, "oauth.sharedSecret"),
            PeerRow("MCP_OAUTH_ACCESS_TOKEN_EXPIRE_MINUTES", .distinctive, "oauth.accessTokenSeconds") { times($0, 60) },
            PeerRow("MCP_OAUTH_AUTHORIZATION_CODE_EXPIRE_MINUTES", .distinctive, "oauth.codeSeconds") { times($0, 60) },
            PeerRow("MCP_OAUTH_REFRESH_TOKEN_EXPIRE_DAYS", .distinctive, "oauth.refreshTokenDays"),
            PeerRow("MCP_OAUTH_STORAGE_BACKEND", .distinctive, "oauth.enabled") { text in
                text.lowercased() == "sqlite"
                    ? .nothing : .refused("grants are always kept in the database here, so that they outlive a restart; unset it.")
            },
            PeerRow("MCP_OAUTH_SQLITE_PATH", .distinctive, "oauth.enabled") { _ in .nothing },
            PeerRow("MCP_DCR_REGISTRATION_KEY", .distinctive, "oauth.registration") { _ in .value("token") },
            PeerRow("MCP_DCR_REGISTRATION_KEY", .distinctive, "oauth.registrationToken"),
        ])

    private static func times(_ text: String, _ factor: Int) -> PeerRow.Meaning {
        Int(text).map { .value(String($0 * factor)) } ?? .refused("“\(text)” is not a whole number.")
    }
}
