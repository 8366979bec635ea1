import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("RFC 9068, access tokens") struct RFC9068Tests {
    @Test("§2.1, §2.2 type and claims, for every algorithm we sign with", arguments: TokenAlgorithm.allCases)
    func aCodeBecomesTokensThatWork(algorithm: TokenAlgorithm) async throws {
        let court = try await Court(algorithm: algorithm)
        let client = try await court.client().client
        let response = try await court.exchange(court.code(client), client)
        let principal = try #require(await court.principal(response.accessToken))
        #expect(principal.userName == "alice")
        #expect(principal.scopes == .write)
        #expect(principal.entries.map(\.workspace) == [court.alice.personalWorkspace])
        #expect(response.refreshToken != nil)
        let claims = try UnverifiedClaims(JWS(compact: response.accessToken.reveal()))
        #expect(claims.header.type == "at+jwt")
        #expect(claims.values["iss"] == .string(Court.issuer))
        #expect(claims.values["sub"] == .string(court.alice.id.rawValue))
        #expect(claims.values["aud"] == .string(Court.resource))
        #expect(claims.values["client_id"] == .string(client.id.rawValue))
        #expect(claims.values["scope"] == "memory:read memory:write")
        #expect(claims.values["iat"] == .integer(court.now.seconds))
        #expect(claims.values["exp"] == .integer(court.now.seconds + Int64(response.expiresIn)))
        #expect(claims.values["jti"]?.string?.isEmpty == false)
        #expect(claims.values["auth_time"] == .integer(court.now.seconds))
    }

    @Test("§2.2 every token has a jti of its own")
    func everyTokenIsItsOwn() async throws {
        let court = try await Court()
        let client = try await court.client().client
        var ids = Set<JSONValue?>()
        for _ in 0..<3 {
            let token = try await court.exchange(court.code(client), client).accessToken
            ids.insert(try UnverifiedClaims(JWS(compact: token.reveal())).values["jti"])
        }
        #expect(ids.count == 3)
    }

    @Test("§4 a token ends with its time")
    func anAccessTokenEndsWithItsTime() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try await court.exchange(court.code(client), client).accessToken
        court.clock.advance(by: .seconds(899))
        #expect(try await court.principal(token) != nil)
        court.clock.advance(by: .seconds(10))
        #expect(await faultCode { _ = try await court.principal(token) } == .tokenExpired)
    }

    /// Signed with our own key: everything but the named claim is as it should be.
    @Test(
        "§4 what our own key signed for another purpose is no access token",
        arguments: [
            ("as it is", [:], "at+jwt", true), ("the full media type", [:], "application/at+jwt", true),
            ("an ID token", [:], "JWT", false), ("a logout token", [:], "logout+jwt", false),
            ("a DPoP proof", [:], "dpop+jwt", false),
            ("an ID-JAG", [:], "oauth-id-jag+jwt", false),
            ("another audience", ["aud": "https://other.example"], "at+jwt", false),
            ("an audience that begins like ours", ["aud": "https://memory.example/mcp/more"], "at+jwt", false),
            ("no audience", ["aud": .null], "at+jwt", false),
            ("the client as audience", ["aud": "amc_client"], "at+jwt", false),
            ("no end", ["exp": .null], "at+jwt", false), ("an end that is text", ["exp": "never"], "at+jwt", false),
            ("an unknown grant", ["gid": "g_unknown"], "at+jwt", false), ("no grant", ["gid": .null], "at+jwt", false),
            ("another client's", ["client_id": "amc_other"], "at+jwt", false),
            ("bound to a sender", ["cnf": ["jkt": "x"]], "at+jwt", false),
        ] as [(String, [String: JSONValue], String, Bool)]
    )
    func substitution(name: String, changes: [String: JSONValue], type: String, works: Bool) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let good = try await court.exchange(court.code(client), client).accessToken
        var claims = try UnverifiedClaims(JWS(compact: good.reveal())).values
        claims = claims.merging(changes) { _, new in new }.filter { !$0.value.isNull }
        let stored = try court.vault.open(#require(await court.stores.keys.keys().first))
        let key = try SigningKey(pem: stored.material, algorithm: .es256)
        let token = Secret(try JWSSigner(key: key, type: type).sign(claims))
        let principal = try? await court.principal(token)
        #expect((principal != nil) == works, "\(name)")
    }

    @Test("§4 an ID token is no access token")
    func anIDTokenIsNoAccessToken() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let response = try await court.issue(client, scope: "memory:read openid")
        let idToken = try #require(response.idToken)
        #expect(await faultCode { _ = try await court.principal(idToken) } == .invalidToken)
    }

    @Test("RFC 9700 §4.15 a client's own subject cannot be taken for a user's")
    func aClientsSubjectIsNoUsers() async throws {
        let court = try await Court()
        let secret = Secret("ams_secret")
        // A client id that is, letter by letter, the id of a user.
        var client = Client(
            id: ID(court.alice.id.rawValue),
            origin: .preregistered,
            method: .clientSecretPost,
            grantTypes: [.clientCredentials],
            createdAt: court.now
        )
        client.secretDigest = Digest256(of: secret)
        client.workspace = court.alice.personalWorkspace
        _ = try await court.stores.clients.add(client, limit: nil)
        let token = try await court.post([
            "grant_type": "client_credentials", "client_id": client.id.rawValue, "client_secret": secret.reveal(),
        ]).accessToken
        #expect(
            try UnverifiedClaims(JWS(compact: token.reveal())).values["sub"] == .string("client:\(client.id.rawValue)")
        )
        #expect(try await court.principal(token)?.kind == .service)
    }

    @Test("rotation keeps good tokens good, and retiring their key ends them at the next request")
    func rotationKeepsGoodTokensGoodAndRetiringEndsThem() async throws {
        let court = try await Court()
        let client = try await court.client().client
        func isAccepted(_ token: Secret) async throws -> Bool {
            let bearer = try #require(BearerToken(token.reveal()))
            return await faultCode { _ = try await court.tokens.authenticate(bearer, at: court.now) } == nil
        }
        let token = try await court.issue(client).accessToken
        #expect(try await isAccepted(token))
        let former = court.keys.current.keys.keys[0].id
        // As the command line does beside the server: it shares the epoch and nothing else.
        let rotation = KeyRotation(store: court.stores.keys, vault: court.vault, revocations: court.epoch)
        let id = try await rotation.rotate(.es256, at: court.now)
        let fresh = try await court.issue(client).accessToken
        #expect(try JWS(compact: fresh.reveal()).header.keyID == id)
        #expect(try await court.keys.latest(at: court.now).keys.keys.map(\.id) == [id, former])
        for token in [token, fresh] { #expect(try await isAccepted(token)) }
        try await rotation.retire(try #require(former))
        #expect(try await !isAccepted(token))
        #expect(try await isAccepted(fresh))
    }
}
