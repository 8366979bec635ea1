extension Peer {
    /// Couchbase Agent Memory 1.1. `OIDC_AUTH_ENABLED=false` opens that server; it opens ours to nobody, because API tokens
    /// are asked for unless `auth.mode` says otherwise.
    static let couchbaseAgentMemory = Peer(
        system: "Couchbase Agent Memory",
        rows: [
            PeerRow("OIDC_AUTH_ENABLED", .distinctive, "auth.mode") {
                SettingReader.truth($0) == true ? .refused(noIssuers) : .nothing
            },
            PeerRow("OIDC_ISSUER", .distinctive, "auth.mode") { _ in .refused(noIssuers) },
        ])
}
