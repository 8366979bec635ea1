extension Peer {
    /// Couchbase Agent Memory 1.1. `OIDC_AUTH_ENABLED=false` turns authentication off there, but not here: API tokens
    /// are required unless `auth.mode` is `disabled`. That server treats `localhost` and `host.docker.internal` as the
    /// same host.
    static let couchbaseAgentMemory = Peer(
        system: "Couchbase Agent Memory",
        rows: [
            PeerRow("OIDC_AUTH_ENABLED", .distinctive, "auth.mode", meaning: PeerRow.on("token")),
            PeerRow("OIDC_AUTH_ENABLED", .distinctive, "auth.issuers", meaning: PeerRow.on("oidc")),
            PeerRow("OIDC_ISSUER", .distinctive, "auth.issuer.oidc.url"),
            PeerRow("OIDC_ISSUER", .distinctive, "auth.issuer.oidc.localhostAliases") { _ in .value("true") },
            // That server exits when discovery fails three times.
            PeerRow("OIDC_ISSUER", .distinctive, "auth.issuer.oidc.required") { _ in .value("true") },
            PeerRow("OIDC_AUDIENCE", .distinctive, "auth.issuer.oidc.audiences"),
        ]
    )
}
