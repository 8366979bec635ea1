import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("Token endpoint (RFC 6749 §4.1.3, §5, §6; RFC 7636 §4.6; RFC 9700 §4.14; RFC 9068)") struct TokenEndpointTests {
    @Test(arguments: TokenAlgorithm.allCases)
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
        #expect(claims.values["aud"] == .string(Court.resource))
        for name in ["iss", "sub", "client_id", "scope", "iat", "exp", "jti"] { #expect(claims.values[name] != nil, "\(name)") }
    }

    @Test(
        arguments: [
            (["code_verifier": nil], .invalidRequest), (["code_verifier": "short"], .invalidRequest),
            (["code_verifier": String(repeating: "w", count: 64)], .invalidGrant),
            (["redirect_uri": "http://127.0.0.1:9999/other"], .invalidGrant),
            (["code": "ama_wrong"], .invalidGrant), (["code": nil], .invalidRequest),
            (["resource": "https://other.example"], .invalidTarget),
            (["resource": "https://memory.example"], .invalidTarget), (["grant_type": "password"], .unsupportedGrantType),
            (["grant_type": nil], .invalidRequest), (["client_id": "amc_unknown"], .invalidClient), (["client_id": nil], .invalidClient),
            (["client_secret": "x"], .invalidClient),
        ] as [([String: String?], FaultCode)])
    func aWrongAttemptIsRefusedAndDoesNotBurnTheCode(changes: [String: String?], expected: FaultCode) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = try await court.code(client)
        #expect(await faultCode { _ = try await court.exchange(code, client, changes) } == expected)
        let response = try await court.exchange(code, client)
        #expect(try await court.principal(response.accessToken) != nil)
    }

    @Test func aCodeOfAnotherClientIsRefused() async throws {
        let court = try await Court()
        let (client, other) = (try await court.client().client, try await court.client().client)
        let code = try await court.code(client)
        #expect(await faultCode { _ = try await court.exchange(code, other) } == .invalidGrant)
    }

    @Test func anExpiredCodeIsRefused() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = try await court.code(client)
        court.clock.advance(by: .seconds(61))
        #expect(await faultCode { _ = try await court.exchange(code, client) } == .invalidGrant)
    }

    @Test func aReplayWithEverythingRightRevokesWhatCameOfIt() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = try await court.code(client)
        let first = try await court.exchange(code, client)
        #expect(await faultCode { _ = try await court.exchange(code, client) } == .invalidGrant)
        #expect(await faultCode { _ = try await court.principal(first.accessToken) } == .invalidToken)
        let refresh = try #require(first.refreshToken)
        #expect(await faultCode { _ = try await court.refresh(refresh, client) } == .invalidGrant)
    }

    @Test func aReplayByAStrangerRevokesNothing() async throws {
        let court = try await Court()
        let (client, other) = (try await court.client().client, try await court.client().client)
        let code = try await court.code(client)
        let first = try await court.exchange(code, client)
        let wrong = String(repeating: "w", count: 64)
        #expect(await faultCode { _ = try await court.exchange(code, client, ["code_verifier": wrong]) } == .invalidGrant)
        #expect(await faultCode { _ = try await court.exchange(code, other) } == .invalidGrant)
        #expect(try await court.principal(first.accessToken) != nil)
    }

    @Test func fiftyAtOnceRedeemACodeOnce() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = try await court.code(client)
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { (try? await court.exchange(code, client)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins <= 1)
        #expect(await faultCode { _ = try await court.exchange(code, client) } == .invalidGrant)
    }

    @Test func aRefreshTokenIsRotatedAndAReplayEndsTheFamily() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let first = try await court.exchange(court.code(client), client)
        let old = try #require(first.refreshToken)
        let second = try await court.refresh(old, client)
        let fresh = try #require(second.refreshToken)
        #expect(fresh != old)
        #expect(try await court.principal(second.accessToken) != nil)
        #expect(await faultCode { _ = try await court.refresh(old, client) } == .invalidGrant)
        #expect(await faultCode { _ = try await court.refresh(fresh, client) } == .invalidGrant)
        #expect(await faultCode { _ = try await court.principal(second.accessToken) } == .invalidToken)
    }

    @Test func fiftyAtOnceRotateOnce() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try #require(try await court.exchange(court.code(client), client).refreshToken)
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { (try? await court.refresh(token, client)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test func aStrangersAttemptDoesNotEndTheFamily() async throws {
        let court = try await Court()
        let (client, other) = (try await court.client().client, try await court.client().client)
        let token = try #require(try await court.exchange(court.code(client), client).refreshToken)
        #expect(await faultCode { _ = try await court.refresh(token, other) } == .invalidGrant)
        #expect(try await court.refresh(token, client).refreshToken != nil)
    }

    @Test(
        arguments: [
            (["scope": "memory:read memory:write offline_access"], .invalidScope), (["resource": "https://memory.example"], .invalidTarget),
        ]
            as [([String: String?], FaultCode)])
    func aRefreshCannotGrowAndASlipCostsNothing(changes: [String: String?], expected: FaultCode) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try #require(try await court.exchange(court.code(client), client).refreshToken)
        #expect(await faultCode { _ = try await court.refresh(token, client, changes) } == expected)
        let narrowed = try await court.refresh(token, client, ["scope": "memory:read"])
        #expect(try await court.principal(narrowed.accessToken)?.scopes == .read)
    }

    @Test func anIdleFamilyEnds() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try #require(try await court.exchange(court.code(client), client).refreshToken)
        court.clock.advance(by: .seconds(31 * 86_400))
        #expect(await faultCode { _ = try await court.refresh(token, client) } == .invalidGrant)
    }

    @Test func anAccessTokenEndsWithItsTime() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try await court.exchange(court.code(client), client).accessToken
        court.clock.advance(by: .seconds(899))
        #expect(try await court.principal(token) != nil)
        court.clock.advance(by: .seconds(10))
        #expect(await faultCode { _ = try await court.principal(token) } == .invalidToken)
    }

    enum End: CaseIterable, Sendable { case disableUser, deleteUser, deleteClient, withdrawConsent, revokeGrant }

    @Test(arguments: End.allCases)
    func endingAnythingItStandsOnEndsTheToken(end: End) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let response = try await court.exchange(court.code(client), client)
        let refresh = try #require(response.refreshToken)
        let users = court.backend.identity.users
        switch end {
        case .disableUser: _ = try await users.set(.disabled, for: court.alice.id)
        case .deleteUser: _ = try await users.delete(court.alice.id)
        case .deleteClient: _ = try await court.stores.clients.delete(client.id)
        case .withdrawConsent: try await court.stores.consents.withdraw(from: client.id, by: court.alice.id)
        case .revokeGrant:
            let asClient = try await court.authenticator.authenticate(
                FormParameters([("client_id", client.id.rawValue)]), authorization: nil, at: court.now)
            try await court.revocation.revoke(response.accessToken.reveal(), by: asClient, at: court.now)
        }
        #expect(await faultCode { _ = try await court.principal(response.accessToken) } == .invalidToken)
        let code = await faultCode { _ = try await court.refresh(refresh, client) }
        #expect(code == (end == .deleteClient ? .invalidClient : .invalidGrant))
    }

    @Test func openidBringsAnIDTokenThatIsNoAccessToken() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = try await court.code(client, ["scope": "memory:read openid profile", "nonce": "n-1"])
        let response = try await court.exchange(code, client)
        let idToken = try #require(response.idToken)
        let claims = try UnverifiedClaims(JWS(compact: idToken.reveal()))
        #expect(claims.values["aud"] == .string(client.id.rawValue))
        #expect(claims.values["nonce"] == "n-1")
        #expect(claims.values["preferred_username"] == "alice")
        #expect(claims.values["at_hash"] != nil)
        #expect(await faultCode { _ = try await court.principal(idToken) } == .invalidToken)
    }

    @Test func rotationKeepsGoodTokensGoodAndRetiringEndsThem() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try await court.exchange(court.code(client), client).accessToken
        let former = court.keys.current.keys.keys[0].id
        let rotation = KeyRotation(store: court.stores.keys, vault: court.vault)
        _ = try await rotation.rotate(.es256, at: court.now)
        try await court.keys.reload(at: court.now)
        #expect(try await court.principal(token) != nil)
        let fresh = try await court.exchange(court.code(client), client).accessToken
        #expect(try await court.principal(fresh) != nil)
        try await rotation.retire(try #require(former))
        try await court.keys.reload(at: court.now)
        #expect(await faultCode { _ = try await court.principal(token) } == .invalidToken)
        #expect(try await court.principal(fresh) != nil)
    }
}
