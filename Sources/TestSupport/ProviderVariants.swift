import Base
import Identity

extension ProviderSample {
    /// The same providers with scopes of an API, as their consoles create them.
    package static let variants = [
        auth0.varied(
            "permissions and scopes",
            ["permissions": ["memory:read", "memory:write", "memory:admin"]],
            scopes: .read
        ),
        auth0.varied("permissions alone", ["scope": "openid profile", "permissions": ["memory:read"]], scopes: .read),
        auth0.varied("only foreign permissions", ["scope": "openid", "permissions": ["read:calendar"]], scopes: []),
        auth0.varied("no permissions", ["scope": "openid", "permissions": []], scopes: []),
        auth0.varied(
            "the profile of RFC 9068",
            ["azp": nil, "client_id": "x4CsZ8qVKLIoTz", "jti": "j"],
            typ: "at+jwt",
            scopes: .read
        ),
        auth0.varied(
            "a client's own token",
            ["sub": "x4CsZ8qVKLIoTz@clients", "gty": "client-credentials", "scope": "memory:read"],
            userName: "x4CsZ8qVKLIoTz@clients",
            scopes: .read
        ),
        okta.varied("no type", [:], typ: nil, scopes: .write),
        okta.varied("a claim for one scope", ["scp": ["memory:read"]], scopes: .read),
        entra.varied("without the scope profile", ["tid": nil, "name": nil], scopes: .write),
        // The requested scope `api://…/memory:read` is in the token without its prefix.
        entra.varied(
            "a person with an application role",
            ["scp": "memory:read", "roles": ["memory:admin"]],
            scopes: .read
        ),
        entra.varied("application roles alone", ["scp": "access_as_user", "roles": ["memory:read"]], scopes: .read),
        entra.varied(
            "an application's own token",
            ["scp": nil, "name": nil, "preferred_username": nil, "idtyp": "app", "roles": ["memory:read"]],
            userName: "33333333-2222-3333-4444-555555555555",
            scopes: .read
        ),
        cognito.varied("no type", [:], typ: nil, scopes: .write),
        cognito.varied(
            "the updated issuer",
            [:],
            issuer: "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI",
            scopes: .write
        ),
        cognito.varied("a resource server", ["scope": "openid memory-api/memory:read"], scopes: .read),
        cognito.varied(
            "a resource server named by a URL",
            ["scope": "https://memory.example/memory:admin"],
            scopes: .admin
        ),
        cognito.varied(
            "a client's own token",
            ["sub": "1example23456789", "username": nil, "cognito:groups": nil, "scope": "memory-api/memory:read"],
            userName: "1example23456789",
            scopes: .read
        ),
        keycloak.varied("the type of RFC 9068", [:], typ: "at+jwt", scopes: .read),
        // Claims of a scope mapping are in ID tokens too.
        authentik.varied("scopes", ["scope": "openid memory:read"], id: ["scope": "openid memory:read"], scopes: .read),
        authentik.varied("an issuer of its own", [:], issuer: "https://auth.example", scopes: .write),
        zitadel,
    ]

    /// Its ID tokens name the client like its access tokens do, for the same audiences; its access tokens name no
    /// scopes.
    private static let zitadel = make(
        .generic,
        issuer: "https://zitadel.example",
        audience: "295618174918131714",
        access: [
            "sub": "163840776835432705", "aud": ["295618174918131715@memory", "295618174918131714"], "nbf": now,
            "jti": "V2_1-at_2",
            "client_id": "295618174918131715@memory",
        ],
        id: [
            "sub": "163840776835432705", "aud": ["295618174918131715@memory", "295618174918131714"],
            "azp": "295618174918131715@memory",
            "client_id": "295618174918131715@memory", "amr": ["pwd"], "sid": "V1_1",
        ],
        userName: "163840776835432705",
        scopes: .write,
        variant: "Zitadel"
    )
}
