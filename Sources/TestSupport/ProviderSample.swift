package import Base
package import Identity

/// Tokens in the formats of the providers, issued at 1 795 251 420 for an hour.
package struct ProviderSample: Sendable, CustomStringConvertible {
    package let preset: IssuerPreset
    package let issuer: String
    package let audience: String
    package let typ: String?
    package let access: [String: JSONValue]
    /// An ID token of the same login whose audience was changed to the accepted one: the worst case.
    package let id: [String: JSONValue]
    package let userName: String
    package let scopes: ScopeSet
    /// The setting at the provider that differs from the default.
    package var variant: String?

    package var description: String { preset.rawValue + (variant.map { ", \($0)" } ?? "") }
    package var trust: IssuerTrust { preset.trust(name: preset.rawValue, issuer: issuer, audiences: [audience]) }
    /// A legal ID token of the code flow in which only the audience is suspicious.
    package var idWithoutMarks: [String: JSONValue] { id.filter { Self.idMarks[$0.key] == nil } }

    package static let now: JSONValue = 1_795_251_420
    private static let end: JSONValue = 1_795_255_020
    private static let client = "11111111-2222-3333-4444-555555555555"
    private static let tenant = "99999999-8888-7777-6666-555555555555"
    private static let idMarks: [String: JSONValue] = [
        "nonce": "n-0S6_WzA2Mj", "at_hash": "MTIzNDU2Nzg5MDEyMzQ1Ng", "auth_time": now,
    ]

    package static let all = [auth0, okta, entra, cognito, keycloak, authentik, generic]

    package static let auth0 = make(
        .auth0,
        issuer: "https://tenant.eu.auth0.com/",
        audience: "https://memory.example/",
        access: [
            "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
            "aud": ["https://memory.example/", "https://tenant.eu.auth0.com/userinfo"],
            "azp": "x4CsZ8qVKLIoTz", "scope": "openid profile memory:read",
        ],
        id: [
            "sub": "auth0|5f7c8ec7c33c6c004bbafe82", "aud": "https://memory.example/", "nickname": "alice", "sid": "s1",
        ],
        userName: "auth0|5f7c8ec7c33c6c004bbafe82",
        scopes: .read
    )

    package static let okta = make(
        .okta,
        issuer: "https://example.okta.com/oauth2/default",
        audience: "api://default",
        access: [
            "ver": 1, "jti": "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE", "aud": "api://default",
            "cid": "0oabv6kx4qq6",
            "uid": "00uid4BxXw6I6TV4m0g3", "scp": ["openid", "memory:read", "memory:write"], "sub": "alice@example.com",
        ],
        id: [
            "sub": "00uid4BxXw6I6TV4m0g3", "uid": "00uid4BxXw6I6TV4m0g3", "aud": "api://default", "ver": 1,
            "jti": "ID.x", "amr": ["pwd"],
            "preferred_username": "alice@example.com",
        ],
        userName: "alice@example.com",
        scopes: .write
    )

    package static let entra = make(
        .entra,
        issuer: "https://login.microsoftonline.com/\(tenant)/v2.0",
        audience: client,
        access: [
            "aud": .string(client), "nbf": now, "azp": "22222222-2222-3333-4444-555555555555", "azpacr": "1",
            "name": "Alice",
            "oid": "33333333-2222-3333-4444-555555555555", "preferred_username": "alice@example.com",
            "scp": "memory:write",
            "sub": "Zm9vYmFyLXBhaXJ3aXNl", "tid": .string(tenant), "uti": "u", "ver": "2.0",
        ],
        id: [
            "aud": .string(client), "nbf": now, "name": "Alice", "oid": "33333333-2222-3333-4444-555555555555",
            "preferred_username": "alice@example.com", "sub": "Zm9vYmFyLXBhaXJ3aXNl", "tid": .string(tenant),
            "ver": "2.0",
        ],
        userName: "alice@example.com",
        scopes: .write
    )

    package static let cognito = make(
        .cognito,
        issuer: "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
        audience: "1example23456789",
        access: [
            "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "cognito:groups": ["team"], "version": 2,
            "client_id": "1example23456789",
            "token_use": "access", "scope": "openid email", "username": "alice", "jti": "j", "event_id": "e",
        ],
        id: [
            "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "aud": "1example23456789", "client_id": "1example23456789",
            "token_use": "id",
            "cognito:username": "alice", "email": "alice@example.com", "email_verified": true,
        ],
        userName: "alice",
        scopes: .write
    )

    package static let keycloak = make(
        .keycloak,
        issuer: "https://id.example/realms/main",
        audience: "agent-memory",
        access: [
            "jti": "onrtac:1", "aud": ["agent-memory", "account"], "sub": "f0e1d2c3-0000-0000-0000-000000000001",
            "typ": "Bearer",
            "azp": "claude", "sid": "s", "acr": "1", "allowed-origins": ["https://claude.example"],
            "realm_access": ["roles": ["offline_access", "default-roles-main"]],
            "resource_access": ["account": ["roles": ["manage-account"]]], "scope": "openid email profile memory:read",
            "email_verified": true, "name": "Alice Example", "preferred_username": "alice",
            "email": "alice@example.com",
        ],
        id: [
            "jti": "2", "aud": "agent-memory", "sub": "f0e1d2c3-0000-0000-0000-000000000001", "typ": "ID",
            "azp": "agent-memory",
            "sid": "s", "acr": "1", "preferred_username": "alice",
        ],
        userName: "alice",
        scopes: .read
    )

    package static let authentik = make(
        .authentik,
        issuer: "https://auth.example/application/o/memory/",
        audience: "kAuthentikClientID",
        access: [
            "sub": "5f1d7a84db00d2fce00b31a7fc73224f", "aud": "kAuthentikClientID",
            "acr": "goauthentik.io/providers/oauth2/default",
            "amr": ["pwd"], "nonce": "n", "at_hash": "h", "auth_time": now, "email": "alice@example.com",
            "email_verified": false,
            "name": "Alice", "given_name": "Alice", "preferred_username": "alice", "nickname": "alice",
            "groups": ["Users"],
            "azp": "kAuthentikClientID", "uid": "x8K2",
        ],
        id: [
            "sub": "5f1d7a84db00d2fce00b31a7fc73224f", "aud": "kAuthentikClientID", "amr": ["pwd"],
            "email": "alice@example.com",
            "preferred_username": "alice", "groups": ["Users"],
        ],
        userName: "alice",
        scopes: .write
    )

    /// RFC 9068 §3.
    package static let generic = make(
        .generic,
        issuer: "https://authorization-server.example.com/",
        audience: "https://rs.example.com/",
        typ: "at+jwt",
        access: [
            "sub": "5ba552d67", "aud": "https://rs.example.com/", "jti": "dbe39bf3a3ba4238a513f51d6e1691c4",
            "client_id": "s6BhdRkqt3",
            "scope": "openid profile memory:admin",
        ],
        // Like LemonLDAP::NG's: other audiences next to the client, and `azp`.
        id: [
            "sub": "5ba552d67", "aud": ["s6BhdRkqt3", "https://rs.example.com/"], "azp": "s6BhdRkqt3", "acr": "loa-2",
            "preferred_username": "alice", "email": "alice@example.com",
        ],
        userName: "5ba552d67",
        scopes: .admin
    )

    func varied(
        _ variant: String,
        _ changes: [String: JSONValue?],
        typ: String?? = .none,
        issuer: String? = nil,
        id more: [String: JSONValue] = [:],
        userName: String? = nil,
        scopes: ScopeSet
    ) -> ProviderSample {
        var (access, id) = (access, id.merging(more) { _, new in new })
        for (name, value) in changes { access[name] = value }
        if let issuer { (access["iss"], id["iss"]) = (.string(issuer), .string(issuer)) }
        return ProviderSample(
            preset: preset,
            issuer: issuer ?? self.issuer,
            audience: audience,
            typ: typ ?? self.typ,
            access: access,
            id: id,
            userName: userName ?? self.userName,
            scopes: scopes,
            variant: variant
        )
    }

    static func make(
        _ preset: IssuerPreset,
        issuer: String,
        audience: String,
        typ: String? = "JWT",
        access: [String: JSONValue],
        id: [String: JSONValue],
        userName: String,
        scopes: ScopeSet,
        variant: String? = nil
    ) -> ProviderSample {
        let common: [String: JSONValue] = ["iss": .string(issuer), "iat": now, "exp": end]
        return ProviderSample(
            preset: preset,
            issuer: issuer,
            audience: audience,
            typ: typ,
            access: access.merging(common) { own, _ in own },
            id: id.merging(common) { own, _ in own }.merging(idMarks) { own, _ in own },
            userName: userName,
            scopes: scopes,
            variant: variant
        )
    }
}
