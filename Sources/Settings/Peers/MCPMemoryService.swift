extension Peer {
    /// MCP Memory Service 12. Its only API key becomes a credential of the first user here. Callers without a key could
    /// read and write there; here they can read one workspace.
    static let mcpMemoryService = Peer(
        system: "MCP Memory Service",
        rows: [
            PeerRow("MCP_HTTP_HOST", .distinctive, "http.host"),
            PeerRow("MCP_HTTP_PORT", .distinctive, "http.port"),
            PeerRow("MCP_HTTP_MAX_BODY_BYTES", .distinctive, "limits.bodyBytes"),
            PeerRow("MCP_API_KEY", .distinctive, "tokens.preset"),
            // Its clients know its tools by their names.
            PeerRow("MCP_API_KEY", .distinctive, "mcp.toolNames", meaning: names),
            PeerRow("MCP_MEMORY_STORAGE_BACKEND", .distinctive, "mcp.toolNames", meaning: names),
            PeerRow("MCP_MEMORY_SQLITE_PATH", .distinctive, "mcp.toolNames", meaning: names),
            // A separate workspace, so that anonymous callers read only what was stored for everyone.
            PeerRow("MCP_ALLOW_ANONYMOUS_ACCESS", .weakening, "auth.anonymous.workspace", meaning: PeerRow.on("open")),
            PeerRow("ALLOW_ANONYMOUS_ACCESS", .weakening, "auth.anonymous.workspace", meaning: PeerRow.on("open")),
            PeerRow("MCP_ANONYMOUS_SCOPE", .distinctive, "auth.anonymous.workspace") { text in
                text.split { $0 == " " || $0 == "," }.allSatisfy { $0 == "read" || $0 == "read:default" }
                    ? .nothing
                    : .refused("callers without a credential can only read here; set it to read, or give them a token.")
            },
            PeerRow("MCP_OAUTH_ENABLED", .distinctive, "oauth.enabled"),
            PeerRow("MCP_OAUTH_ISSUER", .distinctive, "oauth.issuer"),
            PeerRow("MCP_OAUTH_PRIVATE_KEY", .distinctive, "oauth.privateKey"),
            PeerRow("MCP_OAUTH_PRIVATE_KEY_PATH", .distinctive, "oauth.privateKeyFile"),
            PeerRow("MCP_OAUTH_SECRET_KEY", .distinctive, "oauth.sharedSecret"),
            PeerRow("MCP_OAUTH_ACCESS_TOKEN_EXPIRE_MINUTES", .distinctive, "oauth.accessTokenSeconds") {
                times($0, 60)
            },
            PeerRow("MCP_OAUTH_AUTHORIZATION_CODE_EXPIRE_MINUTES", .distinctive, "oauth.codeSeconds") { times($0, 60) },
            PeerRow("MCP_OAUTH_REFRESH_TOKEN_EXPIRE_DAYS", .distinctive, "oauth.refreshTokenDays"),
            PeerRow("MCP_OAUTH_PUBLIC_KEY", .distinctive, "oauth.privateKey", meaning: derived),
            PeerRow("MCP_OAUTH_PUBLIC_KEY_PATH", .distinctive, "oauth.privateKeyFile", meaning: derived),
            PeerRow("MCP_OAUTH_STORAGE_BACKEND", .distinctive, "oauth.resetAtStart") { text in
                switch text.lowercased() {
                case "memory": .value("true")
                case "sqlite": .nothing
                default: .refused("“\(text)” is neither memory nor sqlite.")
                }
            },
            PeerRow("MCP_OAUTH_SQLITE_PATH", .distinctive, "data") { _ in
                .remark("is not used: the authorization server stores its data in the database in `data`.")
            },
            PeerRow("MCP_DCR_REGISTRATION_KEY", .distinctive, "oauth.registration") { _ in .value("token") },
            PeerRow("MCP_DCR_REGISTRATION_KEY", .distinctive, "oauth.registrationToken"),
        ]
    )

    @Sendable private static func names(_ text: String) -> PeerRow.Meaning { .value("mcp-memory-service") }

    @Sendable private static func derived(_ text: String) -> PeerRow.Meaning {
        .remark("is not used: the public key follows from the private one.")
    }

    private static func times(_ text: String, _ factor: Int) -> PeerRow.Meaning {
        guard let number = Int(text) else {
            return .refused("“\(ShownText.brief(text))” is not a whole number.")
        }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: factor)
        return isTooLarge ? .refused("“\(ShownText.brief(text))” is out of range.") : .value(String(product))
    }
}
