import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("RFC 9068, access tokens") struct RFC9068Tests {
    @Test("§2.1, §2.2 type and claims are right for every signing algorithm", arguments: TokenAlgorithm.allCases)
    func aCodeBecomesTokensThatWork(algorithm: TokenAlgorithm) async throws {
        let fixture = try await AuthorizationFixture(algorithm: algorithm)
        let client = try await fixture.client().client
        let response = try await fixture.exchange(fixture.code(client), client)
        let principal = try #require(await fixture.principal(response.accessToken))
        #expect(principal.userName == "alice")
        #expect(principal.scopes == .write)
        #expect(principal.entries.map(\.workspace) == [fixture.alice.personalWorkspace])
        #expect(response.refreshToken != nil)
        let claims = try UnverifiedClaims(JWS(compact: response.accessToken.reveal()))
        #expect(claims.header.type == "at+jwt")
        #expect(claims.values["iss"] == .string(AuthorizationFixture.issuer))
        #expect(claims.values["sub"] == .string(fixture.alice.id.rawValue))
        #expect(claims.values["aud"] == .string(AuthorizationFixture.resource))
        #expect(claims.values["client_id"] == .string(client.id.rawValue))
        #expect(claims.values["scope"] == "memory:read memory:write")
        #expect(claims.values["iat"] == .integer(fixture.now.seconds))
        #expect(claims.values["exp"] == .integer(fixture.now.seconds + Int64(response.expiresIn)))
        #expect(claims.values["jti"]?.string?.isEmpty == false)
        #expect(claims.values["auth_time"] == .integer(fixture.now.seconds))
    }

    @Test("§2.2 every token has its own jti")
    func everyTokenIsUnique() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        var ids = Set<JSONValue?>()
        for _ in 0..<3 {
            let token = try await fixture.exchange(fixture.code(client), client).accessToken
            ids.insert(try UnverifiedClaims(JWS(compact: token.reveal())).values["jti"])
        }
        #expect(ids.count == 3)
    }

    @Test("§4 a token is refused after it expires")
    func anExpiredAccessTokenIsRefused() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let token = try await fixture.exchange(fixture.code(client), client).accessToken
        fixture.clock.advance(by: .seconds(3_599))
        #expect(try await fixture.principal(token) != nil)
        fixture.clock.advance(by: .seconds(10))
        #expect(await faultCode { _ = try await fixture.principal(token) } == .tokenExpired)
    }

    /// Signed with our own key: only the named claim is wrong.
    @Test(
        "§4 a token that our own key signed for another purpose is refused",
        arguments: [
            ("unchanged", [:], "at+jwt", true), ("the full media type", [:], "application/at+jwt", true),
            ("an ID token", [:], "JWT", false), ("a logout token", [:], "logout+jwt", false),
            ("a DPoP proof", [:], "dpop+jwt", false),
            ("an ID-JAG", [:], "oauth-id-jag+jwt", false),
            ("another audience", ["aud": "https://other.example"], "at+jwt", false),
            ("an audience that begins like ours", ["aud": "https://memory.example/mcp/more"], "at+jwt", false),
            ("no audience", ["aud": .null], "at+jwt", false),
            ("the client as audience", ["aud": "amc_client"], "at+jwt", false),
            ("no expiry", ["exp": .null], "at+jwt", false),
            ("an expiry that is text", ["exp": "never"], "at+jwt", false),
            ("an unknown grant", ["gid": "g_unknown"], "at+jwt", false), ("no grant", ["gid": .null], "at+jwt", false),
            ("another client's", ["client_id": "amc_other"], "at+jwt", false),
            ("bound to a sender", ["cnf": ["jkt": "x"]], "at+jwt", false),
        ] as [(String, [String: JSONValue], String, Bool)]
    )
    func substitution(name: String, changes: [String: JSONValue], type: String, works: Bool) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let good = try await fixture.exchange(fixture.code(client), client).accessToken
        var claims = try UnverifiedClaims(JWS(compact: good.reveal())).values
        claims = claims.merging(changes) { _, new in new }.filter { !$0.value.isNull }
        let stored = try fixture.vault.open(#require(await fixture.stores.keys.keys().first))
        let key = try SigningKey(pem: stored.material, algorithm: .es256)
        let token = Secret(try JWSSigner(key: key, type: type).sign(claims))
        let principal = try? await fixture.principal(token)
        #expect((principal != nil) == works, "\(name)")
    }

    @Test("§4 a token that was cut or changed in its signature gets the advice to copy it again")
    func aDamagedSignatureGetsAdvice() async throws {
        let fixture = try await AuthorizationFixture()
        let token = try await fixture.issue(fixture.client().client).accessToken.reveal()
        for damaged in [1, 2, 40].map({ String(token.dropLast($0)) }) + [String(token.dropLast(6)) + "AAAAAA"] {
            let fault = await #expect(throws: Fault.self) {
                _ = try await fixture.principal(Secret(damaged))
            }
            #expect(fault?.code == .invalidToken && fault?.detail == "Invalid token")
            #expect(fault?.hints.advice?.contains("copy it again") == true)
        }
    }

    @Test("§4 an ID token is refused as an access token")
    func anIDTokenIsRefusedAsAnAccessToken() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let response = try await fixture.issue(client, scope: "memory:read openid")
        let idToken = try #require(response.idToken)
        #expect(await faultCode { _ = try await fixture.principal(idToken) } == .invalidToken)
    }

    @Test("RFC 9700 §4.15 a client's own subject is never mistaken for a user's")
    func aClientsSubjectIsNeverAUsers() async throws {
        let fixture = try await AuthorizationFixture()
        let secret = Secret("ams_secret")
        // A client id that equals the id of a user.
        var client = Client(
            id: ID(fixture.alice.id.rawValue),
            origin: .preregistered,
            method: .clientSecretPost,
            grantTypes: [.clientCredentials],
            createdAt: fixture.now
        )
        client.secretDigest = Digest256(of: secret)
        client.workspace = fixture.alice.personalWorkspace
        _ = try await fixture.stores.clients.add(client, limit: nil)
        let token = try await fixture.post([
            "grant_type": "client_credentials", "client_id": client.id.rawValue, "client_secret": secret.reveal(),
        ]).accessToken
        #expect(
            try UnverifiedClaims(JWS(compact: token.reveal())).values["sub"] == .string("client:\(client.id.rawValue)")
        )
        #expect(try await fixture.principal(token)?.kind == .service)
    }

    @Test("key rotation keeps valid tokens valid, and retiring their key ends them at the next request")
    func rotationKeepsTokensValidAndRetiringEndsThem() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        func isAccepted(_ token: Secret) async throws -> Bool {
            let bearer = try #require(BearerToken(token.reveal()))
            return await faultCode { _ = try await fixture.tokens.authenticate(bearer, at: fixture.now) } == nil
        }
        let token = try await fixture.issue(client).accessToken
        #expect(try await isAccepted(token))
        let former = fixture.keys.current.keys.keys[0].id
        // Like the command line next to a running server: it shares only the epoch.
        let rotation = KeyRotation(store: fixture.stores.keys, vault: fixture.vault, revocations: fixture.epoch)
        let id = try await rotation.rotate(.es256, at: fixture.now)
        let fresh = try await fixture.issue(client).accessToken
        #expect(try JWS(compact: fresh.reveal()).header.keyID == id)
        #expect(try await fixture.keys.latest(at: fixture.now).keys.keys.map(\.id) == [id, former])
        for token in [token, fresh] { #expect(try await isAccepted(token)) }
        try await rotation.retire(try #require(former))
        #expect(try await !isAccepted(token))
        #expect(try await isAccepted(fresh))
    }
}
