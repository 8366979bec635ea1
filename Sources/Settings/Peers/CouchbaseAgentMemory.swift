extension Peer {
    /// Couchbase Agent Memory 1.1. `OIDC_AUTH_ENABLED=false` opens that server; it opens ours to nobody, because API
    /// tokens are asked for unless `auth.mode` says otherwise. It takes `localhost` and `host.docker.internal` for one
    /// another.
    static let couchbaseAgentMemory = Peer(
        system: "Couchbase Agent Memory",
        rows: [
            PeerRow("OIDC_AUTH_ENABLED", .distinctive, "auth.mode", meaning: PeerRow.on("token")),
            PeerRow("OIDC_AUTH_ENABLED", .distinctive, "auth.issuers", meaning: PeerRow.on("oidc")),
            PeerRow("OIDC_ISSUER", .distinctive, "auth.issuer.oidc.url"),
            PeerRow("OIDC_ISSUER", .distinctive, "auth.issuer.oidc.localhostAliases") { _ in .value("true") },
            // It ends when discovery fails three times.
            PeerRow("OIDC_ISSUER", .distinctive, "auth.issuer.oidc.required") { _ in .value("true") },
            PeerRow("OIDC_AUDIENCE", .distinctive, "auth.issuer.oidc.audiences"),
        ]
    )
}
