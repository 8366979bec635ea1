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
            PeerRow("AGENTMEMORY_AUTHZ_ENABLED", .distinctive, "auth.issuer.oidc.roles", meaning: PeerRow.on(roles)),
            PeerRow(
                "AGENTMEMORY_AUTHZ_ENABLED",
                .distinctive,
                "auth.issuer.oidc.roleClaims",
                meaning: PeerRow.on("roles,groups,realm_access.roles,cognito:groups")
            ),
            PeerRow("AGENTMEMORY_SERVER_HOST", .distinctive, "http.host"),
            PeerRow("AGENTMEMORY_SERVER_PORT", .distinctive, "http.port"),
            PeerRow("AGENTMEMORY_SSL_CERTFILE", .distinctive, "tls.certificate"),
            PeerRow("AGENTMEMORY_SSL_KEYFILE", .distinctive, "tls.key"),
            PeerRow("AGENTMEMORY_MEMORY_BLOCK_TTL", .distinctive, "limits.blockSeconds"),
        ],
        unread: [
            "CONN_STRING", "USERNAME", "PASSWORD", "BUCKET", "CONN_ROOT_CERTIFICATE", "CONN_CLIENT_CERT",
            "CONN_CLIENT_KEY", "DURABLE_WRITES", "EMBEDDING_API_KEY", "LLM_API_KEY", "EMBEDDING_MODEL", "EMBEDDING_URL",
            "LLM_MODEL", "LLM_URL", "SUMMARY_TOKEN_LIMIT", "EXTRACT_SEMANTIC", "PROCESSING_BATCH_SIZE",
            "THREAD_POOL_SIZE", "HEALTH_CACHE_TTL_SECONDS", "HEALTH_REFRESH_INTERVAL_SECONDS", "SSL_KEYFILE_PASSWORD",
            "SSL_CA_CERTS", "MEMORY_QUOTA_MB", "MEMORY_THRESHOLD_PERCENT", "MEMORY_MONITOR", "MEMORY_CHECK_INTERVAL",
            "MAX_REQUESTS_PER_MINUTE", "MAX_TOKENS_PER_MINUTE", "MAX_CONCURRENT_TASKS", "PER_REQUEST_TOKEN_LIMIT",
            "QUEUE_MAX_SIZE", "MAX_FAIL_COUNT", "TASK_TIMEOUT_SECONDS", "IDLE_SLEEP_SECONDS", "JWT_TOKEN",
        ].map { "AGENTMEMORY_" + $0 }
    )

    /// That server's roles; a token with none of them has no rights.
    private static let roles = "ams_ro=memory:read,ams_rw=memory:write,ams_admin=memory:admin"
}
