import Base
import Identity
import Settings
import TestSupport
import Testing

@testable import agent_memory

extension IssuerSettingsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let setting: String
        let value: String
        /// Settings of both cases.
        var besides: [String: String] = [:]
        /// Changes to the generic sample, in which the client `s6BhdRkqt3` has admin scope for `5ba552d67`.
        var claims: [String: JSONValue?] = [:]
        var typ: String? = "at+jwt"
        let without: String
        let with: String

        var testDescription: String { "\(setting) = \(value)" }
    }

    static let usual = "5ba552d67 through s6BhdRkqt3: memory:admin"
    static let invalid = "Invalid token claims"

    static let rows = [
        Row(
            setting: "aliases",
            value: "https://a.example,https://b.example",
            claims: ["iss": "https://b.example"],
            without: "Invalid issuer",
            with: usual
        ),
        Row(
            setting: "localhostAliases",
            value: "true",
            besides: ["url": "http://localhost:8080/x"],
            claims: ["iss": "http://host.docker.internal:8080/x"],
            without: "Invalid issuer",
            with: usual
        ),
        Row(
            setting: "localhostAliases",
            value: "true",
            besides: ["url": "http://host.docker.internal"],
            claims: ["iss": "http://localhost"],
            without: "Invalid issuer",
            with: usual
        ),
        Row(
            setting: "localhostAliases",
            value: "true",
            besides: ["url": "https://localhost.example"],
            claims: ["iss": "https://host.docker.internal.example"],
            without: "Invalid issuer",
            with: "Invalid issuer"
        ),
        Row(
            setting: "audienceClaims",
            value: "azp",
            claims: ["aud": "account", "azp": "https://rs.example.com/"],
            without: "Invalid audience",
            with: usual
        ),
        Row(setting: "algorithms", value: "RS256,PS256", without: usual, with: "Invalid token header"),
        Row(setting: "types", value: "JWT", without: usual, with: "Invalid token header"),
        Row(
            setting: "subjectClaim",
            value: "person.id",
            claims: ["person": ["id": "u-1"]],
            without: usual,
            with: "u-1 through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "userClaims",
            value: "login,nick",
            claims: ["nick": "dana", "preferred_username": "alice"],
            without: "alice through s6BhdRkqt3: memory:admin",
            with: "dana through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "emailClaims",
            value: "mail",
            besides: ["emailAsUser": "true"],
            claims: ["mail": "d@example.com", "email_verified": true],
            without: usual,
            with: "d@example.com through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "emailAsUser",
            value: "true",
            claims: ["email": "d@example.com", "email_verified": true],
            without: usual,
            with: "d@example.com through s6BhdRkqt3: memory:admin"
        ),
        Row(
            setting: "requireVerifiedEmail",
            value: "true",
            claims: ["email": "d@example.com"],
            without: usual,
            with: "Your identity provider does not confirm that your email address is verified."
        ),
        Row(
            setting: "clientClaims",
            value: "app",
            claims: ["app": "claude"],
            without: usual,
            with: "5ba552d67 through claude: memory:admin"
        ),
        Row(
            setting: "scopeClaims",
            value: "rights",
            claims: ["rights": ["memory:read"]],
            without: usual,
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "scopes",
            value: "notes.view=memory:read,notes.keep=memory:admin",
            claims: ["scope": "openid notes.view"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "scopePrefixes",
            value: "https://api.example/",
            claims: ["scope": "https://api.example/memory:admin"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: usual
        ),
        Row(
            setting: "roleClaims",
            value: "realm_access.roles",
            besides: ["roles": "keepers=memory:write"],
            claims: ["realm_access": ["roles": ["keepers"]]],
            without: "5ba552d67 through s6BhdRkqt3: nothing",
            with: "5ba552d67 through s6BhdRkqt3: memory:write"
        ),
        Row(
            setting: "roles",
            value: "keepers=memory:write,readers=memory:read",
            claims: ["groups": ["readers"]],
            without: usual,
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "services",
            value: "other=shop,s6BhdRkqt3=shop",
            claims: ["sub": "s6BhdRkqt3"],
            without: "s6BhdRkqt3 through s6BhdRkqt3: memory:admin",
            with: "a service through s6BhdRkqt3: memory:admin"
        ),
        Row(setting: "requiredClaims", value: "tenant", without: usual, with: invalid),
        Row(setting: "requiredClaims", value: "tenant", claims: ["tenant": .null], without: usual, with: invalid),
        Row(setting: "requiredClaims", value: "tenant", claims: ["tenant": "any"], without: usual, with: usual),
        Row(
            setting: "requiredClaims",
            value: "tenant=acme",
            claims: ["tenant": "other"],
            without: usual,
            with: invalid
        ),
        Row(
            setting: "requiredClaims",
            value: "tenant=acme,tenant=b",
            claims: ["tenant": ["x", "b"]],
            without: usual,
            with: usual
        ),
        Row(setting: "requiredClaims", value: "query=a=b", claims: ["query": "a=b"], without: usual, with: usual),
        Row(
            setting: "requiredClaims",
            value: "email_verified=true",
            claims: ["email_verified": true],
            without: usual,
            with: usual
        ),
        Row(
            setting: "requiredClaims",
            value: "email_verified=true",
            claims: ["email_verified": false],
            without: usual,
            with: invalid
        ),
        Row(setting: "requiredClaims", value: "level=2", claims: ["level": 2], without: usual, with: usual),
        Row(setting: "requiredClaims", value: "level=2", claims: ["level": 1.5], without: usual, with: invalid),
        Row(
            setting: "accessTokenClaims",
            value: "sid,api",
            claims: ["scope": nil, "client_id": nil, "nonce": "n", "api": 1],
            typ: "JWT",
            without: "ID tokens are not accepted",
            with: "5ba552d67 through nobody: memory:write"
        ),
        Row(
            setting: "accessTokenClaims",
            value: "api",
            typ: "JWT",
            without: usual,
            with: "ID tokens are not accepted"
        ),
        // Like Dex's: the access token has exactly the form of an ID token.
        Row(
            setting: "acceptIdTokens",
            value: "true",
            claims: [
                "scope": nil, "client_id": nil, "nonce": "n", "at_hash": "h", "email": "d@example.com",
                "email_verified": true,
            ],
            typ: "JWT",
            without: "ID tokens are not accepted",
            with: "5ba552d67 through nobody: memory:write"
        ),
        Row(
            setting: "acceptIdTokens",
            value: "true",
            claims: ["events": [:]],
            typ: "JWT",
            without: "ID tokens are not accepted",
            with: "ID tokens are not accepted"
        ),
        Row(
            setting: "defaultScopes",
            value: "memory:read",
            claims: ["scope": "openid"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: "5ba552d67 through s6BhdRkqt3: memory:read"
        ),
        Row(
            setting: "defaultScopes",
            value: "none",
            claims: ["scope": "openid"],
            without: "5ba552d67 through s6BhdRkqt3: memory:write",
            with: "5ba552d67 through s6BhdRkqt3: nothing"
        ),
        Row(
            setting: "leewaySeconds",
            value: "10",
            claims: ["exp": 1_795_251_400],
            without: usual,
            with: "Token has expired"
        ),
    ]
}
