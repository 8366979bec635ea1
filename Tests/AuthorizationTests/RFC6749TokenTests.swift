import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 6749, the token endpoint") struct RFC6749TokenTests {
    @Test(
        "§4.1.3, §5.2 a wrong token request is refused and does not spend the code",
        arguments: [
            (["redirect_uri": "http://127.0.0.1:9999/other"], .invalidGrant),
            (["redirect_uri": "http://127.0.0.1:9998/callback"], .invalidGrant),
            (["code": "ama_wrong"], .invalidGrant), (["code": nil], .invalidRequest), (["code": ""], .invalidRequest),
            (["grant_type": "password"], .unsupportedGrantType), (["grant_type": "implicit"], .unsupportedGrantType),
            (["grant_type": "urn:ietf:params:oauth:grant-type:device_code"], .unsupportedGrantType),
            (["grant_type": nil], .invalidRequest),
            (["client_id": "amc_unknown"], .invalidClient), (["client_id": nil], .invalidClient),
            (["client_secret": "x"], .invalidClient),
        ] as [([String: String?], FaultCode)]
    )
    func aWrongRequestIsRefusedAndDoesNotSpendTheCode(changes: [String: String?], expected: FaultCode) async throws {
        try await AuthorizationFixture().expectRefusedAndNotBurnt(changes, as: expected)
    }

    @Test(
        "§3.2 a repeated parameter of a token request is refused",
        arguments: ["grant_type", "code", "redirect_uri", "client_id", "code_verifier"]
    )
    func refusesRepeatedParameters(name: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let code = try await fixture.code(client)
        let pairs = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", AuthorizationFixture.redirect),
            ("client_id", client.id.rawValue),
            ("code_verifier", AuthorizationFixture.verifier),
        ]
        let again = pairs.filter { $0.0 == name }
        let refused = await faultCode {
            _ = try await fixture.endpoint.issue(FormParameters(pairs + again), authorization: nil, at: fixture.now)
        }
        #expect(refused == .invalidRequest)
        _ = try await fixture.endpoint.issue(FormParameters(pairs), authorization: nil, at: fixture.now)
    }

    @Test("§4.1.3 a code of another client is refused")
    func aCodeOfAnotherClientIsRefused() async throws {
        let fixture = try await AuthorizationFixture()
        let (client, other) = (try await fixture.client().client, try await fixture.client().client)
        let code = try await fixture.code(client)
        #expect(await faultCode { _ = try await fixture.exchange(code, other) } == .invalidGrant)
        #expect(try await fixture.exchange(code, client).refreshToken != nil)
    }

    @Test("§4.1.2 a code expires after a minute")
    func anExpiredCodeIsRefused() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let (first, second) = (try await fixture.code(client), try await fixture.code(client))
        fixture.clock.advance(by: .seconds(59))
        _ = try await fixture.exchange(first, client)
        fixture.clock.advance(by: .seconds(2))
        #expect(await faultCode { _ = try await fixture.exchange(second, client) } == .invalidGrant)
    }

    @Test("§4.1.2 a correctly replayed code revokes its tokens")
    func aCorrectReplayRevokesTheTokens() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let code = try await fixture.code(client)
        let first = try await fixture.exchange(code, client)
        #expect(await faultCode { _ = try await fixture.exchange(code, client) } == .invalidGrant)
        #expect(await faultCode { _ = try await fixture.principal(first.accessToken) } == .invalidToken)
        let refresh = try #require(first.refreshToken)
        #expect(await faultCode { _ = try await fixture.refresh(refresh, client) } == .invalidGrant)
    }

    @Test("OAuth 2.1 §4.1.3 a code replayed by a stranger revokes nothing (denial of service)")
    func aReplayByAStrangerRevokesNothing() async throws {
        let fixture = try await AuthorizationFixture()
        let (client, other) = (try await fixture.client().client, try await fixture.client().client)
        let code = try await fixture.code(client)
        let first = try await fixture.exchange(code, client)
        let wrong = String(repeating: "w", count: 64)
        #expect(
            await faultCode { _ = try await fixture.exchange(code, client, ["code_verifier": wrong]) } == .invalidGrant
        )
        #expect(
            await faultCode { _ = try await fixture.exchange(code, client, ["redirect_uri": "http://x"]) }
                == .invalidGrant
        )
        #expect(await faultCode { _ = try await fixture.exchange(code, other) } == .invalidGrant)
        #expect(try await fixture.principal(first.accessToken) != nil)
    }

    @Test("race: of fifty concurrent redemptions of a code one gets tokens, and the replays end them")
    func fiftyAtOnceRedeemACodeOnce() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let code = try await fixture.code(client)
        let won = await withTaskGroup(of: TokenResponse?.self) { group in
            for _ in 0..<50 { group.addTask { try? await fixture.exchange(code, client) } }
            return await group.reduce(into: [TokenResponse]()) { if let response = $1 { $0.append(response) } }
        }
        #expect(won.count == 1)
        #expect(await faultCode { _ = try await fixture.exchange(code, client) } == .invalidGrant)
        for response in won {
            #expect(await faultCode { _ = try await fixture.principal(response.accessToken) } == .invalidToken)
        }
    }

    @Test(
        "§4.4 a client acts for itself only in the workspace that an administrator assigned, and gets no refresh token"
    )
    func aClientActsForItselfOnlyWhereAnAdministratorPutIt() async throws {
        let fixture = try await AuthorizationFixture()
        let team = People.team("team")
        _ = try await fixture.backend.identity.workspaces.add(team)
        let secret = Secret("ams_secret")
        var client = Client(
            id: ID("amc_service"),
            origin: .preregistered,
            method: .clientSecretPost,
            grantTypes: [.clientCredentials],
            createdAt: fixture.now
        )
        client.secretDigest = Digest256(of: secret)
        _ = try await fixture.stores.clients.add(client, limit: nil)
        let form: [String: String?] = [
            "grant_type": "client_credentials", "client_id": "amc_service", "client_secret": secret.reveal(),
        ]
        #expect(await faultCode { _ = try await fixture.post(form) } == .unauthorizedClient)
        client.workspace = team.id
        _ = try await fixture.stores.clients.update(client)
        let response = try await fixture.post(form)
        #expect(response.refreshToken == nil)
        let principal = try #require(await fixture.principal(response.accessToken))
        #expect(principal.kind == .service)
        #expect(principal.entries.map(\.workspace) == [team.id])
        #expect(
            await faultCode { _ = try await fixture.post(form.merging(["scope": "memory:admin"]) { _, new in new }) }
                == .invalidScope
        )
        #expect(
            await faultCode {
                _ = try await fixture.post(form.merging(["resource": "https://other.example"]) { _, new in new })
            }
                == .invalidTarget
        )
    }

    @Test("§4.4 a public client or one without the registered grant cannot act for itself")
    func aPublicClientDoesNotActForItself() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let form: [String: String?] = ["grant_type": "client_credentials", "client_id": client.id.rawValue]
        #expect(await faultCode { _ = try await fixture.post(form) } == .unauthorizedClient)
        var lifted = client
        lifted.grantTypes = [.clientCredentials]
        lifted.workspace = fixture.alice.personalWorkspace
        _ = try await fixture.stores.clients.update(lifted)
        #expect(await faultCode { _ = try await fixture.post(form) } == .unauthorizedClient)
    }
}
