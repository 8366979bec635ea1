import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 9700, refresh tokens") struct RefreshTokenTests {
    @Test(
        "§4.14.2 a refresh token is rotated, and without a reuse window even an immediate replay ends the family",
        arguments: ["none", "client_secret_post"]
    )
    func aRefreshTokenIsRotatedAndAReplayEndsTheFamily(method: String) async throws {
        let fixture = try await AuthorizationFixture { $0.refreshReuseWindow = .zero }
        let registered = try await fixture.client(["token_endpoint_auth_method": .string(method)])
        let client = registered.client
        let secret: [String: String?] = registered.secret.map { ["client_secret": $0.reveal()] } ?? [:]
        let first = try await fixture.exchange(fixture.code(client), client, secret)
        let old = try #require(first.refreshToken)
        let second = try await fixture.refresh(old, client, secret)
        let fresh = try #require(second.refreshToken)
        #expect(fresh != old)
        #expect(try await fixture.principal(second.accessToken) != nil)
        #expect(await faultCode { _ = try await fixture.refresh(old, client, secret) } == .invalidGrant)
        #expect(await faultCode { _ = try await fixture.refresh(fresh, client, secret) } == .invalidGrant)
        #expect(await faultCode { _ = try await fixture.principal(second.accessToken) } == .invalidToken)
    }

    @Test("race: without a reuse window one of fifty concurrent rotations wins, and the first loser ends the family")
    func fiftyAtOnceRotateOnce() async throws {
        let fixture = try await AuthorizationFixture { $0.refreshReuseWindow = .zero }
        let client = try await fixture.client().client
        let token = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        let won = await withTaskGroup(of: TokenResponse?.self) { group in
            for _ in 0..<50 { group.addTask { try? await fixture.refresh(token, client) } }
            return await group.reduce(into: [TokenResponse]()) { if let response = $1 { $0.append(response) } }
        }
        #expect(won.count == 1)
        for response in won {
            #expect(await faultCode { _ = try await fixture.principal(response.accessToken) } == .invalidToken)
        }
    }

    @Test("RFC 6749 §10.4 a stranger's attempt does not end the family")
    func aStrangersAttemptDoesNotEndTheFamily() async throws {
        let fixture = try await AuthorizationFixture()
        let (client, other) = (try await fixture.client().client, try await fixture.client().client)
        let token = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        #expect(await faultCode { _ = try await fixture.refresh(token, other) } == .invalidGrant)
        #expect(try await fixture.refresh(token, client).refreshToken != nil)
    }

    @Test(
        "RFC 6749 §6 the scope can shrink but not grow, and a refused request does not spend the token",
        arguments: [
            (["scope": "memory:read memory:write offline_access"], .invalidScope),
            (["scope": "nonsense"], .invalidScope),
            (["scope": "memory:admin"], .invalidScope), (["resource": "https://memory.example"], .invalidTarget),
            (["refresh_token": nil], .invalidRequest), (["refresh_token": "amf_x"], .invalidGrant),
            (["client_id": nil], .invalidClient),
        ]
            as [([String: String?], FaultCode)]
    )
    func aRefreshCannotWidenTheScopeAndARefusalSpendsNothing(changes: [String: String?], expected: FaultCode)
        async throws
    {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let token = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        #expect(await faultCode { _ = try await fixture.refresh(token, client, changes) } == expected)
        let narrowed = try await fixture.refresh(token, client, ["scope": "memory:read"])
        #expect(try await fixture.principal(narrowed.accessToken)?.scopes == .read)
    }

    @Test(
        "RFC 6749 §6 narrowing to a scope that the granted one implies leaves that scope",
        arguments: [("memory:write", "memory:read", .read), ("memory:write", "memory:write", .write)]
            as [(String, String, ScopeSet)]
    )
    func narrowingToWhatIsImplied(granted: String, asked: String, expected: ScopeSet) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let token = try #require(try await fixture.issue(client, scope: granted).refreshToken)
        let narrowed = try await fixture.refresh(token, client, ["scope": asked]).accessToken
        #expect(try await fixture.principal(narrowed)?.scopes == expected)
    }

    @Test("RFC 6749 §6 narrowing applies to one access token: the next refresh has the whole grant again")
    func narrowingAppliesToOneToken() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let token = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        let narrowed = try await fixture.refresh(token, client, ["scope": "memory:read"])
        let whole = try await fixture.refresh(#require(narrowed.refreshToken), client)
        #expect(whole.scopes == .defaults)
    }

    @Test("§4.14.2 an unused family expires, and a used one stays valid")
    func anIdleFamilyEnds() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        var token = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        for _ in 0..<2 {
            fixture.clock.advance(by: .seconds(29 * 86_400))
            token = try #require(try await fixture.refresh(token, client).refreshToken)
        }
        fixture.clock.advance(by: .seconds(31 * 86_400))
        #expect(await faultCode { _ = try await fixture.refresh(token, client) } == .invalidGrant)
    }

    @Test("RFC 6749 §4.4.3, §5.1 a client that did not register for refresh tokens gets none")
    func aClientWithoutTheGrantGetsNone() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client(["grant_types": ["authorization_code"]]).client
        #expect(try await fixture.exchange(fixture.code(client), client).refreshToken == nil)
    }

    /// Otherwise it would retry with the old token and end its own family, once the reuse window is over.
    @Test("§4.14.2 a client gets its tokens even when its time of use cannot be stored")
    func failingToStoreTheUseIsIgnored() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let old = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        let endpoint = fixture.endpoint(storing: FullDisk(clients: fixture.stores.clients))
        let form = FormParameters([
            ("grant_type", "refresh_token"), ("refresh_token", old.reveal()), ("client_id", client.id.rawValue),
        ])
        let fresh = try await endpoint.issue(form, authorization: nil, at: fixture.now).refreshToken
        #expect(try await fixture.refresh(#require(fresh), client).refreshToken != nil)
    }

    @Test("§4.14.2 unreadable signing keys do not spend the refresh token")
    func unreadableKeysSpendNoToken() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let token = try #require(try await fixture.exchange(fixture.code(client), client).refreshToken)
        let key = try #require(await fixture.stores.keys.keys().first)
        for (material, works) in [(Secret("damaged"), false), (key.material, true)] {
            _ = try await fixture.stores.keys.setMaterial(material, of: key.id)
            fixture.epoch.bump()
            #expect(await (faultCode { _ = try await fixture.refresh(token, client) } == nil) == works)
        }
    }

    enum End: CaseIterable, Sendable { case disableUser, deleteUser, deleteClient, withdrawConsent, revokeGrant }

    @Test("§4.14.2 a token ends with its user, client, consent or grant", arguments: End.allCases)
    func endingADependencyEndsTheToken(end: End) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let response = try await fixture.exchange(fixture.code(client), client)
        let refresh = try #require(response.refreshToken)
        let users = fixture.backend.identity.users
        switch end {
        case .disableUser: _ = try await users.set(.disabled, for: fixture.alice.id)
        case .deleteUser: _ = try await users.delete(fixture.alice.id)
        case .deleteClient: _ = try await fixture.stores.clients.delete(client.id)
        case .withdrawConsent: try await fixture.stores.consents.withdraw(from: client.id, by: fixture.alice.id)
        case .revokeGrant:
            try await fixture.revocation.revoke(
                response.accessToken.reveal(),
                by: fixture.authenticated(client),
                at: fixture.now
            )
        }
        #expect(await faultCode { _ = try await fixture.principal(response.accessToken) } == .invalidToken)
        let code = await faultCode { _ = try await fixture.refresh(refresh, client) }
        #expect(code == (end == .deleteClient ? .invalidClient : .invalidGrant))
    }
}

/// A store whose `touch` always fails.
private struct FullDisk: ClientStore {
    let clients: any ClientStore

    func add(_ client: Client, limit: Int?) async throws -> Bool { try await clients.add(client, limit: limit) }
    func client(_ id: ID<Client>) async throws -> Client? { try await clients.client(id) }
    func clients(_ page: PageRequest) async throws -> Page<Client> { try await clients.clients(page) }
    func update(_ client: Client) async throws -> Bool { try await clients.update(client) }
    func documents() async throws -> [Client] { try await clients.documents() }
    func people() async throws -> [ID<Client>: Int] { try await clients.people() }
    func paused(by user: ID<User>) async throws -> [PausedRegistration] { try await clients.paused(by: user) }
    func delete(_ id: ID<Client>) async throws -> Bool { try await clients.delete(id) }
    func touch(_ id: ID<Client>, at now: Timestamp) async throws { throw StoreFailure(.full, "no space left") }
    func purge(unusedSince: Timestamp) async throws -> Int { try await clients.purge(unusedSince: unusedSince) }
}
