import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("RFC 7591, registration") struct RFC7591Tests {
    @Test(
        "§2, §3.2.2 unacceptable metadata is refused",
        arguments: [
            (["redirect_uris": []], .invalidRedirectURI), (["redirect_uris": nil], .invalidRedirectURI),
            (["redirect_uris": ["http://example.com/cb"]], .invalidRedirectURI),
            (["redirect_uris": ["javascript:alert(1)"]], .invalidRedirectURI),
            (["redirect_uris": ["https://client.example/cb", "data:text/html,x"]], .invalidRedirectURI),
            (["redirect_uris": "x"], .invalidClientMetadata), (["redirect_uris": [5]], .invalidClientMetadata),
            (["redirect_uris": ["a": "b"]], .invalidClientMetadata),
            (["grant_types": ["password"]], .invalidClientMetadata),
            (["grant_types": ["implicit"]], .invalidClientMetadata),
            (["grant_types": ["client_credentials"]], .invalidClientMetadata),
            (["grant_types": ["authorization_code", "client_credentials"]], .invalidClientMetadata),
            (["grant_types": "authorization_code"], .invalidClientMetadata),
            (["response_types": ["token"]], .invalidClientMetadata),
            (["response_types": ["code", "id_token"]], .invalidClientMetadata),
            (["token_endpoint_auth_method": "tls_client_auth"], .invalidClientMetadata),
            (["token_endpoint_auth_method": 1], .invalidClientMetadata),
            (["token_endpoint_auth_method": "private_key_jwt"], .invalidClientMetadata),
            (["client_name": 5], .invalidClientMetadata),
            (["client_name": .string(String(repeating: "n", count: 10_000))], .invalidClientMetadata),
            (["logo_uri": "javascript:x"], .invalidClientMetadata),
            (["client_uri": "data:text/html,x"], .invalidClientMetadata),
            (["jwks_uri": "file:///etc/passwd"], .invalidClientMetadata),
            (["jwks_uri": "http://client.example/jwks"], .invalidClientMetadata),
            (["jwks": []], .invalidClientMetadata),
            (["jwks": ["keys": []], "jwks_uri": "https://client.example/jwks"], .invalidClientMetadata),
            (["jwks": ["keys": [["kty": "oct", "k": "AAAA"]]]], .invalidClientMetadata),
            (["jwks": ["keys": [["kty": "OKP", "crv": "Ed25519", "x": "AAAA", "d": "AAAA"]]]], .invalidClientMetadata),
            (["token_endpoint_auth_method": "private_key_jwt", "jwks": ["keys": []]], .invalidClientMetadata),
            (
                [
                    "token_endpoint_auth_method": "private_key_jwt",
                    "jwks": ["keys": [try! SigningKey.generate(.es384).publicJWK.json]],
                ],
                .invalidClientMetadata
            ),
            (["application_type": "web", "redirect_uris": ["http://127.0.0.1/cb"]], .invalidRedirectURI),
            (["application_type": "web", "redirect_uris": ["com.example.app:/cb"]], .invalidRedirectURI),
            (["application_type": "console"], .invalidClientMetadata),
            (["scope": ["memory:read"]], .invalidClientMetadata),
        ] as [([String: JSONValue], FaultCode)]
    )
    func refusesMetadata(changes: [String: JSONValue], expected: FaultCode) async throws {
        let fixture = try await AuthorizationFixture()
        #expect(await faultCode { _ = try await fixture.client(changes) } == expected)
    }

    @Test("§2 a body that is not an object is refused", arguments: [[], "x", 5, nil] as [JSONValue])
    func refusesOtherJSON(body: JSONValue) async throws {
        let fixture = try await AuthorizationFixture()
        let code = await faultCode {
            _ = try await fixture.registration.register(body, initialAccessToken: nil, at: fixture.now)
        }
        #expect(code == .invalidClientMetadata)
    }

    @Test(
        "§2 the number of redirect URIs is limited",
        arguments: [(20, nil), (21, .invalidRedirectURI), (1_000, .invalidClientMetadata)] as [(Int, FaultCode?)]
    )
    func redirectURIsAreLimited(count: Int, expected: FaultCode?) async throws {
        let fixture = try await AuthorizationFixture()
        let uris = (0..<count).map { JSONValue.string("https://client.example/\($0)") }
        #expect(await faultCode { _ = try await fixture.client(["redirect_uris": .array(uris)]) } == expected)
    }

    @Test("§2 unknown members are ignored, and so is a client_id of the caller's choice")
    func ignoresUnknownMembers() async throws {
        let fixture = try await AuthorizationFixture()
        let chosen = try await fixture.client([
            "client_id": "amc_mine", "client_secret": "mine", "software_statement": "eyJ", "tos_uri": "javascript:x",
            "x": ["y": [1, 2]],
            "workspace": "ws-alice", "origin": "preregistered",
        ]).client
        #expect(chosen.id.rawValue.hasPrefix("amc_") && chosen.id.rawValue != "amc_mine")
        #expect(chosen.workspace == nil && chosen.origin == .registered && chosen.secretDigest == nil)
    }

    /// Registering needs no credential: strangers can store only little here, and no data of their own design.
    @Test("§2 only known members of a JWK set are stored, and the size of all metadata is limited")
    func metadataIsLimited() async throws {
        let fixture = try await AuthorizationFixture()
        let key = try #require(try SigningKey.generate(.es256).publicJWK.json.object)
        let junk = String(repeating: "j", count: 30_000)
        let padded = key.merging(["pad": .string(junk), "x5c": .array([.string(junk)]), "use": "sig"]) { own, _ in own }
        let kept = try await fixture.client(["jwks": ["keys": [.object(padded), "no key", 5], "more": .string(junk)]])
            .client
        #expect(kept.keys?.object?.keys.sorted() == ["keys"] && kept.keys?["keys"]?.array?.count == 1)
        #expect(kept.keys?["keys"]?.array?[0].object?.keys.sorted() == Set(Array(key.keys) + ["use"]).sorted())
        let longKey = key.merging(["kid": .string(junk)]) { _, new in new }
        for changes in [
            ["jwks": ["keys": [.object(longKey)]]],
            [
                "redirect_uris": .array(
                    (0..<10).map { .string("https://client.example/\($0)/" + String(repeating: "p", count: 1_500)) }
                )
            ],
        ] as [[String: JSONValue]] {
            #expect(await faultCode { _ = try await fixture.client(changes) } == .invalidClientMetadata)
        }
    }

    @Test(
        "§2 the defaults are client_secret_basic, the grants of a user's client, and the response type code"
    )
    func defaults() async throws {
        let fixture = try await AuthorizationFixture()
        let body: JSONValue = ["redirect_uris": ["https://client.example/cb"]]
        let registered = try await fixture.registration.register(body, initialAccessToken: nil, at: fixture.now)
        #expect(registered.client.method == .clientSecretBasic && registered.secret != nil)
        #expect(registered.client.grantTypes == [.authorizationCode, .refreshToken])
        #expect(registered.client.scopes.contains(.memoryWrite) && !registered.client.scopes.contains(.memoryAdmin))
    }

    @Test("§2 unsupported grants are left out of the response")
    func filtersGrants() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client([
            "grant_types": ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"]
        ]).client
        #expect(client.grantTypes == [.authorizationCode])
    }

    @Test("§5 a registration cannot get the administrator scope")
    func aRegistrationCannotGetTheAdministratorScope() async throws {
        let fixture = try await AuthorizationFixture()
        #expect(try await !fixture.client(["scope": "memory:read memory:admin"]).client.scopes.contains(.memoryAdmin))
        #expect(
            await faultCode { _ = try await fixture.step(fixture.client().client, ["scope": "memory:admin"]) }
                == .invalidScope
        )
    }

    @Test("§5 names lose the characters that make them look like other names")
    func namesLoseMisleadingCharacters() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client(["client_name": "Of\u{202e}ficial\u{0000}\u{200b}\r\nX"]).client
        #expect(client.name == "OfficialX")
    }

    @Test(
        "§2 an invisible name counts as absent",
        arguments: ["", " \t", "\u{200b}\u{202e}", "\u{3164}", "\u{115f} \u{2800}", "\u{00ad}"]
    )
    func anInvisibleNameIsAbsent(name: String) async throws {
        let fixture = try await AuthorizationFixture()
        #expect(try await fixture.client(["client_name": .string(name)]).client.name == nil)
    }

    @Test("§5 secrets are stored as digests only")
    func secretsAreStoredAsDigests() async throws {
        let fixture = try await AuthorizationFixture()
        let registered = try await fixture.client(["token_endpoint_auth_method": "client_secret_post"])
        let stored = try #require(await fixture.stores.clients.client(registered.client.id))
        let (secret, token) = (try #require(registered.secret), registered.registrationToken)
        #expect(stored.secretDigest == Digest256(of: secret) && stored.registrationDigest == Digest256(of: token))
        #expect(secret.reveal().utf8.count >= 43 && token.reveal().utf8.count >= 43)
    }

    @Test("§5 the number of self-registered clients is limited")
    func registrationIsLimited() async throws {
        let fixture = try await AuthorizationFixture()
        let small = fixture.registration(limit: 1)
        let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
        _ = try await small.register(body, initialAccessToken: nil, at: fixture.now)
        #expect(
            await faultCode { _ = try await small.register(body, initialAccessToken: nil, at: fixture.now) }
                == .unavailable
        )
    }

    @Test("§3 the policy decides whether registration is open, needs an initial access token, or is off")
    func policies() async throws {
        let fixture = try await AuthorizationFixture()
        let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
        func code(_ policy: ClientRegistration.Policy, _ token: String?) async -> FaultCode? {
            await faultCode {
                _ = try await fixture.registration(policy: policy).register(
                    body,
                    initialAccessToken: token.flatMap(BearerToken.init),
                    at: fixture.now
                )
            }
        }
        let initial = ClientRegistration.Policy.token(Secret("initial-token"))
        #expect(await code(initial, nil) == .missingCredential)
        #expect(await code(initial, "wrong") == .invalidToken)
        #expect(await code(initial, "initial-token") == nil)
        #expect(await code(.off, "initial-token") == .accessDenied)
        #expect(await code(.open, nil) == nil)
    }
}
