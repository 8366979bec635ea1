import Settings
import Testing

/// Which unknown names end the start: those that operators could believe to protect the server.
@Suite struct NearProtectionTests {
    /// Names, each with the settings that the message suggests.
    static let protections: [(names: String, meant: String)] = [
        (
            "LOCALLOGIN LOCAL PASSWORD_LOGIN LOCAL_LOGINS LOGIN_PASSWORDS DISABLE_PASSWORD_LOGIN LOGIN_REQUIRED LOCAL_ACCOUNTS "
                + "LOCAL_USERS SOCIAL_LOGIN SSO",
            "LOGIN_LOCAL"
        ),
        (
            "ALLOWEDHOSTS HOSTS HTTP_HOSTS HTTP_ALLOWED_HOSTNAMES ALLOW_HOSTS HOSTS_ALLOWED ALOWED_HOSTS ALLOWED_HOST "
                + "SERVER_ALLOWED_HOSTS HOST_ALLOWLIST",
            "HTTP_ALLOWED_HOSTS"
        ),
        (
            "ORIGINS HTTP_ORIGINS CORS_ORIGINS CORS_ORIGIN CORS CORS_ALLOWED_ORIGINS CORS_ALLOW_ORIGINS CORS_ALLOW_HEADERS ALLOWEDORIGINS ORIGNS "
                + "WEB_ORIGINS WEB_ORIGIN",
            "HTTP_ALLOWED_ORIGINS"
        ),
        (
            "PROXIES HTTP_PROXIES TRUST_PROXY TRUSTED_PROXY TRUSTEDPROXIES TRUST_PROXIES FORWARDED_ALLOW_IPS TRUST_PROXY_HEADERS "
                + "USE_X_FORWARDED_FOR X_FORWARDED_FOR TRUSTED_NETWORKS BEHIND_PROXY",
            "HTTP_TRUSTED_PROXIES"
        ),
        (
            "MODE REQUIRE_AUTH AUTHENTICATION AUTH_REQUIRED AUTHMODE AUTHENTICATION_MODE DISABLE_AUTHENTICATION "
                + "SERVER_AUTH_MODE MCP_AUTH_MODE API_AUTH_MODE BASIC_AUTH AUTH_ENV_MODE AUTHORIZATION_HEADER",
            "AUTH_MODE"
        ),
        (
            "ANONYMOUS ALLOW_ANONYMOUS DISABLE_ANONYMOUS ALLOWANONYMOUS ANONYMUS GUEST_USERS ALLOW_ANON ANONYMOUS_READ "
                + "ANON GUESTS ALLOW_GUESTS",
            "AUTH_ANONYMOUS_WORKSPACE"
        ),
        (
            "ALLOW_REGISTRATION OPEN_REGISTRATION REGISTRATION_OPEN SIGNUP DISABLE_SIGNUPS ALLOW_SIGNUP DCR REGISTRATON "
                + "DYNAMIC_CLIENT_REGISTRATION DYNAMIC_REGISTRATION ALLOW_DYNAMIC_REGISTRATION SELF_REGISTRATION SELF_SIGNUP "
                + "REGISTRATION_POLICY OPEN_REGISTRATIONS CLIENT_REGISTRATIONS SELFREGISTRATION ALLOW_PUBLIC_REGISTRATION",
            "OAUTH_REGISTRATION"
        ),
        (
            "DOMAINS ALLOWED_EMAIL_DOMAINS EMAIL_DOMAINS LOGIN_ALLOWED_DOMAINS ALLOWED_DOMAIN RESTRICT_DOMAINS "
                + "EMAIL_DOMAIN GOOGLE_DOMAINS GOOGLE_HOSTED_DOMAIN AUTH0_DOMAIN",
            "LOGIN_PROVIDER_NAME_ALLOWED_DOMAINS"
        ),
        (
            "GROUPS ALLOWED_GROUPS LOGIN_GROUPS KEYCLOAK_ALLOWED_GROUPS KC_ALLOWED_GROUPS REQUIRED_GROUP",
            "LOGIN_PROVIDER_NAME_ALLOWED_GROUPS"
        ),
        ("ALLOWED_REDIRECT_URIS REDIRECT_URLS OAUTH_REDIRECT_URIS", "OAUTH_REDIRECT_SCHEMES"),
        ("ADMIN_GROUPS ADMINISTRATOR_GROUPS ADMINGROUPS", "LOGIN_PROVIDER_NAME_ADMINISTRATOR_GROUPS"),
        (
            "AUDIENCE AUDIENCES AUTH_AUDIENCE AUDIANCE JWT_AUDIENCE JWT_AUDIENCES OKTA_AUDIENCE KC_AUDIENCE",
            "AUTH_ISSUER_NAME_AUDIENCES"
        ),
        ("ISSUER_URL ISSUER OIDC_ISSUER JWT_ISSUER", "OAUTH_ISSUER"),
        ("OAUTH2 OIDC OUATH ENABLE_OAUTH2 OAUTH_ENV_ENABLED", "OAUTH_ENABLED"),
        ("PROVIDERS LOGINPROVIDERS", "LOGIN_PROVIDERS"),
    ]

    static let protectingNames = protections.flatMap { row in
        row.names.split(separator: " ").map { (name: String($0), meant: row.meant) }
    }

    /// Names of deployments, of other programs and of settings that protect nothing.
    static let others = """
        VERSION IMAGE URL NAME PORT HOST DOMAIN GROUP USER PROXY HTTP_PROXY HTTPS_PROXY NO_PROXY TAG ENV PATH HOME DIR DATA_DIR \
        LOG LOG_MODE LOG_STYLE LOG_FILE LOG_LEVLE DEBUG VERBOSE AUTHOR AUTHOR_NAME API_KEY API_TOKEN API_URL BASE_URL SERVER_URL \
        TOKENS WORKSPACE WORKSPACE_ID USER_ID SESSION SESSION_ID SECRET_NAME FILE_MODE EMAIL LOCALE LOCALHOST LOCAL_DIR LOCAL_PORT \
        DB_PASSWORD REDIS_PASSWORD DATABASE_URL MODEL MODEL_DIR EMBEDDING_MODE EMBEDDING_PROVIDERS CACHE_MODE DEPLOY_MODE MODES \
        HOSTNAME REPLICAS MEMORY_LIMIT CPU_LIMIT TIMEZONE TZ COMMIT BUILD_DATE NETWORK VOLUME CONTAINER_NAME STACK REGION \
        ALLOW_DUPLICATES BACKUP_DIR HEALTH_URL PROMETHEUS_PORT ORIGIN GIT_AUTHOR AUTHORS DOMAIN_NAME PUBLIC_DOMAIN REGISTRY \
        IMAGE_REGISTRY RESTART_POLICY LOG_GROUP ENV_PATH DB_HOST
        """.split(separator: " ").map(String.init)

    @Test("There are enough examples of both kinds")
    func examples() {
        #expect(Self.protectingNames.count >= 60 && Self.others.count >= 60)
    }

    @Test("A variable that resembles a protection ends the start and suggests it", arguments: protectingNames)
    func endsTheStart(name: String, meant: String) {
        let found = sentences(SettingInputs(environment: ["AGENT_MEMORY_\(name)": "x"]))
        #expect(
            found.count == 1 && found[0].hasPrefix("Unknown setting AGENT_MEMORY_\(name) (environment). Did you mean ")
                && found[0].contains("AGENT_MEMORY_\(meant)"),
            "\(found)"
        )
    }

    @Test("The same name in the configuration file gets the same suggestion", arguments: protectingNames)
    func keysOfTheFile(name: String, meant: String) throws {
        for key in [name.lowercased(), "AGENT_MEMORY_\(name)"] {
            let found = sentences(SettingInputs(file: .init(path: "f", text: "\(key): x\n")))
            let suggested = found.joined().uppercased().replacing(".", with: "")
            let wanted = meant.replacing("_", with: "")
            #expect(
                found.count == 1 && suggested.contains("DID YOU MEAN")
                    && suggested.replacing("_", with: "").contains(wanted),
                "\(key): \(found)"
            )
        }
    }

    @Test("The setting of a group is suggested with the name of a member, if there is one")
    func members() {
        let flags = ["login.providers": "g", "login.provider.g.url": "u", "login.provider.g.clientId": "c"]
        for (name, meant) in [("DOMAINS", "ALLOWED_DOMAINS"), ("GROUPS", "ALLOWED_GROUPS")] {
            let found = sentences(SettingInputs(flags: flags, environment: ["AGENT_MEMORY_\(name)": "x"]))
            #expect(
                found.count == 1 && found[0].contains("Did you mean AGENT_MEMORY_LOGIN_PROVIDER_G_\(meant)"),
                "\(found)"
            )
        }
    }

    @Test(
        "A name with the name of a member suggests that member's setting",
        arguments: [
            ("GOOGLE_DOMAINS", "LOGIN_PROVIDER_GOOGLE_ALLOWED_DOMAINS"),
            ("GOOGLE_HOSTED_DOMAIN", "LOGIN_PROVIDER_GOOGLE_ALLOWED_DOMAINS"),
            ("KC_AUDIENCE", "AUTH_ISSUER_KC_AUDIENCES"), ("KC_ALLOWED_GROUPS", "LOGIN_PROVIDER_OKTA_ALLOWED_GROUPS"),
            ("KC_ROLES", "AUTH_ISSUER_KC_ROLES"), ("KC_REQUIRED_CLAIMS", "AUTH_ISSUER_KC_REQUIRED_CLAIMS"),
        ]
    )
    func namedMembers(name: String, meant: String) {
        let environment = [
            "LOGIN_PROVIDERS": "okta,google", "LOGIN_PROVIDER_OKTA_URL": "https://okta.example",
            "LOGIN_PROVIDER_OKTA_CLIENT_ID": "x", "LOGIN_PROVIDER_GOOGLE_URL": "https://accounts.google.com",
            "LOGIN_PROVIDER_GOOGLE_CLIENT_ID": "x", "AUTH_ISSUERS": "a,kc", "AUTH_ISSUER_KC_URL": "https://kc.example",
            "AUTH_ISSUER_KC_AUDIENCES": "m", "AUTH_ISSUER_A_URL": "https://a.example", "AUTH_ISSUER_A_AUDIENCES": "m",
            name: "x",
        ]
        let pairs = environment.map { ("AGENT_MEMORY_\($0.key)", $0.value) }
        let found = sentences(SettingInputs(environment: Dictionary(uniqueKeysWithValues: pairs)))
        #expect(
            found.contains {
                $0.hasPrefix("Unknown setting AGENT_MEMORY_\(name) (environment). Did you mean AGENT_MEMORY_\(meant)")
            },
            "\(found)"
        )
    }

    @Test(
        "A name that shuts people out ends the start also when no setting does that",
        arguments: ["RESTRICT_IPS", "DENY_UNKNOWN", "RBAC_ENABLED", "REQUIRE_MFA"]
    )
    func withoutASetting(name: String) {
        let found = sentences(SettingInputs(environment: ["AGENT_MEMORY_\(name)": "on"]))
        #expect(found.count == 1 && found[0].hasPrefix("Unknown setting AGENT_MEMORY_\(name) "), "\(found)")
    }

    @Test("A variable of a deployment or another program is a warning", arguments: others)
    func isAWarning(name: String) throws {
        let settings = try ServerSettings(SettingInputs(environment: ["AGENT_MEMORY_\(name)": "x"]))
        #expect(settings.warnings.count == 1 && settings.warnings[0].contains("is ignored."))
    }

    @Test(
        "A name in another spelling is judged like ours",
        arguments: [
            "agent_memory_auth_mode", "AGENTMEMORY_AUTH_MODE", "AGENT-MEMORY_AUTH_MODE", "AGENT-MEMORY-AUTH-MODE",
            "Agent_Memory_Auth_Mode", "AGENT_MEMORY_auth_mode", "agent.memory.auth.mode", "AGENT_MEMORY_AUTH-MODE",
            "AGENT__MEMORY_AUTH_MODE", "AGENTMEMORYAUTH_MODE", "AGENT_MEMROY_AUTH_MODE", "AGENTS_MEMORY_AUTH_MODE",
            "AGENTMEMORY__AUTH_MODE", "AGENT_MEMORYAUTH_MODE", "_AGENT_MEMORY_AUTH_MODE", "AGENT_MEMOR_AUTH_MODE",
        ]
    )
    func spellings(name: String) throws {
        #expect(
            sentences(SettingInputs(environment: [name: "token"])) == [
                "Unknown setting \(name) (environment). Did you mean AGENT_MEMORY_AUTH_MODE?"
            ]
        )
        let other = String(name.dropLast(9)) + "log_level"
        #expect(
            try ServerSettings(SettingInputs(environment: [other: "info"])).warnings == [
                "Unknown setting \(other) (environment) is ignored. Did you mean AGENT_MEMORY_LOG_LEVEL?"
            ]
        )
        #expect(try ServerSettings(SettingInputs(environment: [name: " "])).warnings.isEmpty)
    }

    @Test(
        "A setting of a group without the name of a member is a problem that says how to write it",
        arguments: [
            "login:\n  provider:\n    \"\":\n      url: x\n", "login.provider..url: x\n", "login.provider.: x\n",
            "login:\n  provider:\n    url: x\n", "auth.issuer.audiences: x\n", "auth: {issuer: {\"\": {url: x}}}\n",
        ]
    )
    func nameless(text: String) {
        let found = sentences(SettingInputs(file: .init(path: "f", text: text)))
        #expect(found.count == 1 && found[0].contains(".… (f) is set without the name of a member."), "\(found)")
    }

    @Test(
        "A variable of a group without the name of a member is a problem",
        arguments: ["AUTH_ISSUER__URL", "LOGIN_PROVIDER__CLIENT_ID", "LOGIN_PROVIDER_"]
    )
    func namelessVariables(name: String) {
        let found = sentences(SettingInputs(environment: ["AGENT_MEMORY_\(name)": "x"]))
        #expect(
            found.count == 1 && found[0].contains("without the name of a member. Choose a name, list it"),
            "\(found)"
        )
    }
}
