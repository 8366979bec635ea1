import Base

/// Self-hosted providers, and the clouds' own.
extension VendorSample {
    static let selfHosted = [
        VendorSample(
            vendor: "FusionAuth",
            settings: ["audiences": "3c219e58", "accessTokenClaims": "applicationId"],
            access: [
                "iss": "https://id.example", "aud": "3c219e58", "sub": "858a4b01", "jti": "909e",
                "applicationId": "3c219e58",
                "authenticationType": "PASSWORD", "email": "alice@example.com", "email_verified": true,
                "preferred_username": "alice",
                "roles": ["admin"], "scope": "openid offline_access", "sid": "r-1", "tid": "t-1",
                "auth_time": 1_795_251_420,
            ],
            outcome: "alice through nobody: memory:write",
            // It has the same audience, and scopes.
            others: [
                Other(
                    name: "an ID token",
                    changes: ["applicationId": nil, "roles": nil, "at_hash": "h"],
                    sentence: idToken
                ),
                Other(name: "one without a hash", changes: ["applicationId": nil, "roles": nil], sentence: idToken),
            ]
        ),
        VendorSample(
            vendor: "Authelia",
            settings: ["audiences": "https://memory.example"],
            typ: "at+jwt",
            access: [
                "iss": "https://auth.example", "aud": ["https://memory.example"], "sub": "e1b1d9a4",
                "client_id": "claude", "jti": "j",
                "nbf": 1_795_251_420, "scope": "openid profile", "scp": ["openid", "profile"],
            ],
            outcome: "e1b1d9a4 through claude: memory:write",
            others: [Other(name: "for another audience", changes: ["aud": ["claude"]], sentence: audience)]
        ),
        VendorSample(
            vendor: "Kanidm",
            settings: ["audiences": "memory"],
            access: [
                "iss": "https://idm.example/oauth2/openid/memory", "aud": "memory",
                "sub": "cc8e95b4-c24f-4d68-ba54-8bed76f63930",
                "client_id": "memory", "nbf": 1_795_251_420, "jti": "s-1", "scope": "memory:read openid", "nonce": "n",
                "session_id": "s-1",
            ],
            outcome: "cc8e95b4-c24f-4d68-ba54-8bed76f63930 through memory: memory:read",
            others: [
                Other(
                    name: "an ID token",
                    changes: [
                        "scope": nil, "client_id": nil, "session_id": nil, "azp": "memory",
                        "preferred_username": "a@idm.example",
                    ],
                    sentence: idToken
                )
            ]
        ),
        VendorSample(
            vendor: "Casdoor",
            settings: ["audiences": "b54c3ce9"],
            access: [
                "iss": "https://door.example", "aud": ["b54c3ce9"], "azp": "b54c3ce9", "sub": "u-1", "id": "u-1",
                "owner": "acme",
                "name": "alice", "jti": "admin/b54c", "nbf": 1_795_251_420, "nonce": "n", "scope": "openid profile",
                "tokenType": "access-token",
            ],
            outcome: "u-1 through b54c3ce9: memory:write",
            others: [
                Other(name: "a refresh token", changes: ["tokenType": "refresh-token"], sentence: idToken),
                Other(
                    name: "an older one",
                    changes: ["tokenType": nil, "TokenType": "refresh-token"],
                    sentence: idToken
                ),
            ]
        ),
        VendorSample(
            vendor: "Duende IdentityServer",
            settings: ["audiences": "memory"],
            typ: "at+jwt",
            access: [
                "iss": "https://id.example", "aud": "memory", "sub": "88421113", "client_id": "claude", "idp": "local",
                "amr": ["pwd"],
                "auth_time": 1_795_251_420, "nbf": 1_795_251_420, "scope": ["openid", "memory:read"], "jti": "j",
                "sid": "s",
            ],
            outcome: "88421113 through claude: memory:read",
            others: [
                Other(
                    name: "a client's own",
                    changes: ["sub": nil, "idp": nil, "amr": nil, "auth_time": nil, "sid": nil],
                    sentence: invalid
                )
            ]
        ),
        VendorSample(
            vendor: "Spring Authorization Server",
            settings: ["audiences": "memory", "clientClaims": "aud"],
            typ: nil,
            access: [
                "iss": "https://id.example", "aud": "memory", "sub": "alice", "nbf": 1_795_251_420,
                "scope": ["memory:read"], "jti": "j",
            ],
            outcome: "alice through memory: memory:read",
            others: [
                Other(
                    name: "an ID token",
                    changes: ["nbf": nil, "scope": nil, "azp": "memory", "sid": "s"],
                    sentence: idToken
                )
            ]
        ),
        VendorSample(
            vendor: "PingAM",
            settings: ["audiences": "memory", "requiredClaims": "tokenName=access_token"],
            header: ["zip": "NONE"],
            access: [
                "iss": "https://am.example:443/am/oauth2", "aud": "memory", "sub": "alice",
                "cts": "OAUTH2_STATELESS_GRANT",
                "subname": "alice", "auditTrackingId": "142b-54991", "tokenName": "access_token",
                "token_type": "Bearer",
                "authGrantId": "nJ8n", "nonce": "n",
                "nbf": 1_795_251_420, "grant_type": "authorization_code", "scope": ["openid", "memory:read"],
                "auth_time": 1_795_251_420,
                "realm": "/", "expires_in": 3600, "jti": "roG8",
            ],
            outcome: "alice through nobody: memory:read",
            others: [
                Other(name: "a refresh token", changes: ["tokenName": "refresh_token"], sentence: idToken),
                Other(
                    name: "an ID token",
                    changes: ["tokenName": "id_token", "scope": nil, "azp": "memory", "at_hash": "h"],
                    sentence: idToken
                ),
            ]
        ),
        VendorSample(
            vendor: "AD FS",
            settings: [
                "audiences": "microsoft:identityserver:11111111-2222-3333-4444-555555555555",
                "jwksUrl": "https://adfs.example/adfs/discovery/keys", "userClaims": "upn",
            ],
            access: [
                "iss": "http://adfs.example/adfs/services/trust",
                "aud": "microsoft:identityserver:11111111-2222-3333-4444-555555555555",
                "apptype": "Public", "appid": "claude", "authmethod": "urn:x", "auth_time": "2026-11-21T22:00:00.000Z",
                "ver": "1.0",
                "scp": "openid", "sub": "S-1-5-21-1", "upn": "alice@corp.example",
            ],
            outcome: "alice@corp.example through claude: memory:write",
            others: [
                Other(
                    name: "an ID token",
                    changes: ["iss": "https://adfs.example/adfs", "scp": nil, "nonce": "n"],
                    sentence: idToken
                ),
                Other(name: "without the rule for sub", changes: ["sub": nil], sentence: invalid),
            ]
        ),
        VendorSample(
            vendor: "Oracle identity domains",
            settings: ["audiences": "https://memory.example", "requiredClaims": "tok_type=AT"],
            access: [
                "iss": "https://identity.oraclecloud.com/", "aud": "https://memory.example", "sub": "alice",
                "sub_type": "user",
                "tok_type": "AT", "client_id": "claude", "scope": "memory:read", "jti": "j",
            ],
            outcome: "alice through claude: memory:read",
            others: [Other(name: "of another type", changes: ["tok_type": "IT"], sentence: invalid)]
        ),
    ]

    static let clouds = [
        VendorSample(
            vendor: "Firebase",
            settings: ["audiences": "acme-prod", "requiredClaims": "email_verified=true"],
            access: [
                "iss": "https://securetoken.google.com/acme-prod", "aud": "acme-prod", "sub": "xyz789",
                "user_id": "xyz789",
                "auth_time": 1_795_251_420, "email": "alice@example.com", "email_verified": true, "name": "Alice",
                "firebase": ["identities": ["email": ["alice@example.com"]], "sign_in_provider": "password"],
            ],
            outcome: "xyz789 through nobody: memory:write",
            others: [
                Other(
                    name: "a session cookie",
                    changes: ["iss": "https://session.firebase.google.com/acme-prod"],
                    sentence: "Invalid issuer"
                ),
                Other(name: "a guest's", changes: ["email": nil, "email_verified": nil], sentence: invalid),
            ]
        ),
        VendorSample(
            vendor: "GitHub Actions",
            settings: [
                "audiences": "https://memory.example", "requiredClaims": "repository_owner_id=42",
                "clientClaims": "sub",
                "services": "repo:octo-org/octo-repo:ref:refs/heads/main=shop",
            ],
            header: ["x5t": "ykNaY4qM_ta4k2TgZOCEYLkcYlA"],
            access: [
                "iss": "https://token.actions.githubusercontent.com", "aud": "https://memory.example", "jti": "j",
                "nbf": 1_795_251_420,
                "sub": "repo:octo-org/octo-repo:ref:refs/heads/main", "repository": "octo-org/octo-repo",
                "repository_id": "74",
                "repository_owner": "octo-org", "repository_owner_id": "42", "actor": "octocat",
                "ref": "refs/heads/main",
            ],
            outcome: "a service through repo:octo-org/octo-repo:ref:refs/heads/main: memory:write",
            others: [
                Other(name: "a stranger's", changes: ["repository_owner_id": "43"], sentence: invalid),
                Other(name: "for its owner", changes: ["aud": "https://github.com/octo-org"], sentence: audience),
            ]
        ),
        VendorSample(
            vendor: "GitLab CI",
            settings: [
                "audiences": "https://memory.example", "requiredClaims": "namespace_id=72", "clientClaims": "sub",
                "services": "project_path:acme/app:ref_type:branch:ref:main=shop",
            ],
            access: [
                "iss": "https://gitlab.com", "aud": "https://memory.example",
                "sub": "project_path:acme/app:ref_type:branch:ref:main",
                "namespace_id": "72", "namespace_path": "acme", "project_id": "20", "project_path": "acme/app",
                "user_login": "alice",
                "user_email": "alice@example.com", "ref": "main", "ref_type": "branch", "jti": "j",
                "nbf": 1_795_251_415,
            ],
            outcome: "a service through project_path:acme/app:ref_type:branch:ref:main: memory:write",
            others: [
                Other(name: "a stranger's", changes: ["namespace_id": "73"], sentence: invalid),
                Other(
                    name: "of somebody who logged in",
                    changes: ["aud": "2d1f", "namespace_id": nil, "sub": "1", "nonce": "n"],
                    sentence: idToken
                ),
            ]
        ),
        VendorSample(
            vendor: "Kubernetes",
            settings: [
                "audiences": "memory", "jwksUrl": "https://10.0.0.1:6443/openid/v1/jwks", "clientClaims": "sub",
                "services": "system:serviceaccount:agents:worker=shop",
            ],
            typ: nil,
            access: [
                "iss": "https://kubernetes.default.svc.cluster.local", "aud": ["memory"], "jti": "aed34954",
                "nbf": 1_795_251_420,
                "sub": "system:serviceaccount:agents:worker",
                "kubernetes.io": ["namespace": "agents", "serviceaccount": ["name": "worker", "uid": "14ee3fa4"]],
            ],
            outcome: "a service through system:serviceaccount:agents:worker: memory:write",
            others: [
                Other(
                    name: "for the cluster itself",
                    changes: ["aud": ["https://kubernetes.default.svc.cluster.local"]],
                    sentence: audience
                )
            ]
        ),
    ]
}
