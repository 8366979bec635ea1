import Base

/// Tokens of providers without a preset, in the formats that their documentation publishes, and the settings that
/// docs/providers/appendix.md recommends.
struct VendorSample: Sendable, CustomStringConvertible {
    /// The heading of the provider's section in docs/providers/appendix.md.
    let vendor: String
    /// The setting at the provider that differs from the default.
    var variant: String?
    /// The issuer's settings in addition to `kind: generic`. The default for `url` is the token's `iss`.
    let settings: [String: String]
    var header: [String: JSONValue] = [:]
    var typ: String? = "JWT"
    let access: [String: JSONValue]
    /// The expected result: the user's name, the client, the broadest scope.
    let outcome: String
    /// Other tokens of the same issuer, as changes to the access token, with the sentence of each refusal.
    var others: [Other] = []

    struct Other: Sendable {
        let name: String
        let changes: [String: JSONValue?]
        let sentence: String
        /// The header's `typ`, when it differs from the access token's.
        var typ: String?
    }

    var description: String { vendor + (variant.map { ", \($0)" } ?? "") }

    /// The given claims together with those of every token.
    static func claims(_ own: [String: JSONValue]) -> [String: JSONValue] {
        own.merging(["iat": 1_795_251_420, "exp": 1_795_255_020]) { own, _ in own }
    }

    static let idToken = "ID tokens are not accepted"
    static let invalid = "Invalid token claims"
    static let audience = "Invalid audience"
    private static let mcp = "https://memory.example/mcp"

    static let all = hosted + selfHosted + clouds

    /// Hosted providers that advertise themselves for MCP servers.
    static let hosted = [
        VendorSample(
            vendor: "WorkOS AuthKit",
            settings: ["audiences": mcp],
            access: [
                "iss": "https://acme.authkit.app", "aud": .string(mcp), "sub": "user_01HBEQKA6K4QJAS93VPE39W1JT",
                "jti": "01HQSXZX",
                "sid": "session_01HQSXZGF8FHF7A9ZZFCW4387R", "org_id": "org_01HRDMC6CM357W30QMHMQ96Q0S",
                "role": "member",
                "permissions": ["posts:read"],
            ],
            outcome: "user_01HBEQKA6K4QJAS93VPE39W1JT through nobody: memory:write",
            others: [
                Other(name: "a session's", changes: ["iss": "https://api.workos.com", "aud": nil], sentence: invalid),
                Other(
                    name: "without a resource",
                    changes: ["aud": "client_01KABXHNQ09QGWEX4APPYG2AH5"],
                    sentence: audience
                ),
            ]
        ),
        VendorSample(
            vendor: "Descope",
            settings: ["audiences": mcp],
            access: [
                "iss": "https://api.descope.com/v1/apps/agentic/P2abc/MS2def", "aud": [.string(mcp)],
                "sub": "U2YualoWDiRkFAEpoyOwAEyT07",
                "amr": ["oauth"], "drn": "DS", "scope": "openid memory:read", "permissions": ["User Admin"],
                "tenants": ["T2x": ["roles": ["Tenant Admin"]]],
            ],
            outcome: "U2YualoWDiRkFAEpoyOwAEyT07 through nobody: memory:read",
            others: [
                Other(name: "a refresh token", changes: ["drn": "DSR"], sentence: idToken),
                Other(name: "a session's", changes: ["iss": "P2abc", "aud": nil, "scope": nil], sentence: invalid),
            ]
        ),
        VendorSample(
            vendor: "Stytch",
            settings: ["audiences": "project-live-1", "requiredClaims": "client_id"],
            access: [
                "iss": "https://acme.customers.stytch.com", "aud": ["project-live-1"], "sub": "user-live-16d9ba61",
                "nbf": 1_795_251_420,
                "client_id": "connected-app-live-d731954d", "jti": "LOe49j3s", "scope": "openid email memory:read",
            ],
            outcome: "user-live-16d9ba61 through connected-app-live-d731954d: memory:read",
            others: [
                Other(
                    name: "a session's",
                    changes: ["client_id": nil, "scope": nil, "https://stytch.com/session": ["id": "session-live-1"]],
                    sentence: invalid
                ),
                Other(
                    name: "an ID token",
                    changes: [
                        "client_id": nil, "scope": nil, "aud": ["connected-app-live-d731954d"],
                        "email": "a@example.com",
                    ],
                    sentence: invalid
                ),
            ]
        ),
        VendorSample(
            vendor: "Scalekit",
            settings: ["audiences": "res_92015146095"],
            access: [
                "iss": "https://acme.scalekit.com", "aud": ["res_92015146095"], "sub": "usr_987654321098765432",
                "jti": "tkn_1",
                "client_id": "mcp_1", "nbf": 1_795_251_420, "scopes": ["openid", "memory:read"],
            ],
            outcome: "usr_987654321098765432 through mcp_1: memory:read",
            others: [
                Other(
                    name: "a session's",
                    changes: ["aud": ["skc_1"], "client_id": "skc_1", "scopes": nil, "sid": "ses_1"],
                    sentence: audience
                ),
                Other(
                    name: "an ID token",
                    changes: [
                        "aud": ["skc_1"], "azp": "skc_1", "client_id": nil, "scopes": nil,
                        "at_hash": "HK6E_P6Dh8Y93mRNtsDB1Q",
                    ],
                    sentence: idToken
                ),
            ]
        ),
        VendorSample(
            vendor: "Clerk",
            settings: ["audiences": mcp],
            typ: "at+jwt",
            access: [
                "iss": "https://clerk.example.com", "aud": .string(mcp), "sub": "user_2vYVtest",
                "client_id": "client_2VTW",
                "jti": "oat_2xKa9Bgv7", "nbf": 1_795_251_410, "scope": "profile email",
            ],
            outcome: "user_2vYVtest through client_2VTW: memory:write",
            others: clerkSession + [
                Other(name: "a client's that named no resource", changes: ["aud": nil], sentence: invalid),
                Other(
                    name: "a machine's",
                    changes: ["sub": "mch_1", "aud": ["mch_2"], "client_id": nil, "scopes": "mch_2"],
                    sentence: audience
                ),
            ]
        ),
        VendorSample(
            vendor: "Clerk",
            variant: "clients that name no resource",
            settings: ["audienceClaims": "client_id", "audiences": "client_2VTW"],
            typ: "at+jwt",
            access: [
                "iss": "https://clerk.example.com", "sub": "user_2vYVtest", "client_id": "client_2VTW",
                "jti": "oat_2xKa9Bgv7",
                "nbf": 1_795_251_410, "scope": "profile email",
            ],
            outcome: "user_2vYVtest through client_2VTW: memory:write",
            others: clerkSession + [
                Other(name: "another client's", changes: ["client_id": "client_3"], sentence: audience)
            ]
        ),
        VendorSample(
            vendor: "Logto",
            settings: ["audiences": mcp, "algorithms": "ES384"],
            typ: "at+jwt",
            access: [
                "iss": "https://acme.logto.app/oidc", "aud": .string(mcp), "sub": "wjsrvzn4nxe6",
                "client_id": "kxkw6t2b", "jti": "y1",
                "scope": "memory:read memory:write",
            ],
            outcome: "wjsrvzn4nxe6 through kxkw6t2b: memory:write",
            others: [
                Other(name: "for another API resource", changes: ["aud": "https://api.example"], sentence: audience),
                Other(
                    name: "without a client",
                    changes: ["aud": "kxkw6t2b", "client_id": nil, "scope": nil],
                    sentence: audience
                ),
            ]
        ),
        VendorSample(
            vendor: "Supabase",
            settings: ["audiences": "authenticated", "requiredClaims": "client_id"],
            access: [
                "iss": "https://abcdefgh.supabase.co/auth/v1", "aud": "authenticated", "sub": "5a3f1d2e-user",
                "role": "authenticated",
                "user_id": "5a3f1d2e-user", "email": "alice@example.com", "client_id": "9a8b7c6d", "aal": "aal1",
                "amr": [["method": "password", "timestamp": 1_795_251_420]], "session_id": "s-1",
            ],
            outcome: "5a3f1d2e-user through 9a8b7c6d: memory:write",
            others: [
                Other(name: "a session's", changes: ["client_id": nil], sentence: invalid),
                Other(
                    name: "an ID token",
                    changes: ["aud": "9a8b7c6d", "client_id": nil, "nonce": "n"],
                    sentence: idToken
                ),
            ]
        ),
    ]

    private static let clerkSession = [
        Other(
            name: "a session's",
            changes: [
                "aud": nil, "client_id": nil, "scope": nil, "azp": "https://app.example", "sid": "sess_1", "v": 2,
                "fva": [7, -1],
                "sts": "active",
            ],
            sentence: invalid,
            typ: "JWT"
        )
    ]
}
