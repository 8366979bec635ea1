extension Peer {
    /// Redis Agent Memory Server 0.15. There `DISABLE_AUTH` is true unless said otherwise and beats `AUTH_MODE`; here
    /// `AUTH_MODE=token` alone protects, and the two contradicting each other is an error.
    static let redisAgentMemoryServer = Peer(
        system: "Redis Agent Memory Server",
        rows: [
            PeerRow("AUTH_MODE", .distinctive, "auth.mode") { text in
                switch text.lowercased() {
                case "token": .value("token")
                case "disabled": .value("disabled")
                case "oauth2": .refused(noIssuers)
                default: .refused("“\(text)” is none of token, disabled.")
                }
            },
            PeerRow("TOKEN_AUTH_ENABLED", .distinctive, "auth.mode") { SettingReader.truth($0) == true ? .value("token") : .nothing },
            PeerRow("DISABLE_AUTH", .weakening, "auth.mode") { SettingReader.truth($0) == true ? .value("disabled") : .nothing },
            PeerRow("OAUTH2_ISSUER_URL", .distinctive, "auth.mode") { _ in .refused(noIssuers) },
            PeerRow("PORT", .generic, "http.port"),
            PeerRow("LOG_LEVEL", .generic, "log.level") { .value($0.lowercased()) },
        ])

    static let noIssuers =
        "access tokens of an identity provider are not accepted by this version; unset it and use API tokens (auth.mode: token)."
}
