extension Peer {
    /// Redis Agent Memory Server 0.15. There `DISABLE_AUTH` is true by default and overrides `AUTH_MODE`. Here
    /// `AUTH_MODE=token` is enough, and it is an error if the two contradict each other.
    static let redisAgentMemoryServer = Peer(
        system: "Redis Agent Memory Server",
        rows: [
            PeerRow("AUTH_MODE", .distinctive, "auth.mode") { text in
                switch text.lowercased() {
                // API tokens and issuers work together: the issuer's URL adds the issuer.
                case "token", "oauth2": .value("token")
                case "disabled": .value("disabled")
                default: .refused("“\(text)” is not one of token, oauth2, disabled.")
                }
            },
            PeerRow("AUTH_MODE", .distinctive, "auth.issuers") {
                $0.lowercased() == "oauth2" ? .value("oauth2") : .nothing
            },
            PeerRow("TOKEN_AUTH_ENABLED", .distinctive, "auth.mode", meaning: PeerRow.on("token")),
            PeerRow("DISABLE_AUTH", .weakening, "auth.mode", meaning: PeerRow.on("disabled")),
            PeerRow("OAUTH2_ISSUER_URL", .distinctive, "auth.issuers") { _ in .value("oauth2") },
            PeerRow("OAUTH2_ISSUER_URL", .distinctive, "auth.issuer.oauth2.url"),
            PeerRow("OAUTH2_AUDIENCE", .distinctive, "auth.issuer.oauth2.audiences"),
            PeerRow("OAUTH2_JWKS_URL", .distinctive, "auth.issuer.oauth2.jwksUrl"),
            PeerRow("OAUTH2_ALGORITHMS", .distinctive, "auth.issuer.oauth2.algorithms", meaning: listed),
            PeerRow("PORT", .generic, "http.port"),
            PeerRow("LOG_LEVEL", .generic, "log.level") { .value($0.lowercased()) },
        ]
    )

    /// `["RS256", "ES256"]` as that system wants it, or `RS256 ES256` as people write it.
    @Sendable private static func listed(_ text: String) -> PeerRow.Meaning {
        let names = text.split { "[]\"',".contains($0) || $0.isWhitespace }
        return names.isEmpty ? .refused("“\(text)” names no algorithm.") : .value(names.joined(separator: ","))
    }
}
