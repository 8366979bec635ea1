import Authorization
import Base
import FoundationEssentials
import Identity
import TestSupport
import Testing

@Suite("RFC 9700 §4.14.2, the reuse window of refresh tokens") struct RefreshReuseTests {
    private let fixture: AuthorizationFixture
    private let client: Client
    private let first: Secret

    init() async throws {
        fixture = try await AuthorizationFixture()
        client = try await fixture.client(["client_name": "Claude Code"]).client
        first = try #require(try await fixture.issue(client).refreshToken)
    }

    private func isAlive() async throws -> Bool {
        try await !fixture.stores.grants.grants(of: fixture.alice.id).isEmpty
    }

    @Test("A client that lost the response gets the same successor again, which then rotates as usual")
    func aLostResponse() async throws {
        let lost = try await fixture.refresh(first, client)
        fixture.clock.advance(by: .seconds(59))
        let again = try await fixture.refresh(first, client)
        #expect(again.refreshToken == lost.refreshToken && again.refreshToken != nil)
        #expect(again.accessToken != lost.accessToken)
        #expect(try await fixture.principal(again.accessToken) != nil)
        fixture.clock.advance(by: .seconds(4 * 86_400))
        let next = try await fixture.refresh(#require(again.refreshToken), client)
        #expect(next.refreshToken != again.refreshToken && next.scopes == .defaults)
    }

    @Test("Parallel refreshes all get the same successor, and the family stays one line", arguments: [2, 50])
    func parallelRefreshes(number: Int) async throws {
        let answers = try await withThrowingTaskGroup(of: TokenResponse.self) { group in
            for _ in 0..<number { group.addTask { try await fixture.refresh(first, client) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let successors = Set(answers.compactMap(\.refreshToken))
        #expect(answers.count == number && successors.count == 1)
        for answer in answers { #expect(try await fixture.principal(answer.accessToken) != nil) }
        fixture.clock.advance(by: .seconds(3_600))
        #expect(try await fixture.refresh(#require(successors.first), client).refreshToken != nil)
    }

    @Test("After the window a thief's copy ends the family with its access tokens, and the person and the log are told")
    func aThiefAfterTheWindow() async throws {
        let fresh = try await fixture.refresh(first, client)
        fixture.clock.advance(by: .seconds(60))
        #expect(await faultCode { _ = try await fixture.refresh(first, client) } == .invalidGrant)
        #expect(await faultCode { _ = try await fixture.principal(fresh.accessToken) } == .invalidToken)
        #expect(
            await faultCode { _ = try await fixture.refresh(#require(fresh.refreshToken), client) } == .invalidGrant
        )
        let told = try #require(try await fixture.stores.grants.ended(of: fixture.alice.id).first)
        #expect(told.name == "Claude Code" && told.address == "192.0.2.1" && told.reason == .refreshTokenReused)
        #expect(told.endedAt == fixture.now)
        let line = try #require(fixture.log.lines.first { $0.contains("ended a connection") })
        for word in [
            "warning", "application=Claude Code", "address=192.0.2.1", "user=\(fixture.alice.id)", "used again",
        ] {
            #expect(line.contains(word), "\(word) in \(line)")
        }
        #expect(!fixture.log.text.contains(first.reveal()))
    }

    @Test("A thief within the window shares the owner's line, so the next use outside the window ends it")
    func aThiefWithinTheWindow() async throws {
        let owner = try #require(try await fixture.refresh(first, client).refreshToken)
        let thief = try #require(try await fixture.refresh(first, client).refreshToken)
        #expect(owner == thief)
        fixture.clock.advance(by: .seconds(1_800))
        _ = try await fixture.refresh(thief, client)
        fixture.clock.advance(by: .seconds(1_800))
        #expect(await faultCode { _ = try await fixture.refresh(owner, client) } == .invalidGrant)
        #expect(try await !isAlive())
    }

    @Test(
        "Within the window a wider scope or another resource is refused and ends the family",
        arguments: [
            ["scope": "memory:read memory:write offline_access"], ["scope": "memory:admin"], ["scope": "nonsense"],
            ["resource": "https://memory.example"],
        ]
    )
    func aWiderRequest(changes: [String: String]) async throws {
        let fresh = try await fixture.refresh(first, client)
        #expect(await faultCode { _ = try await fixture.refresh(first, client, changes) } == .invalidGrant)
        #expect(await faultCode { _ = try await fixture.principal(fresh.accessToken) } == .invalidToken)
        let told = try await fixture.stores.grants.ended(of: fixture.alice.id)
        #expect(told.map(\.reason) == [.refreshTokenWidened])
    }

    @Test("Within the window the scope may shrink for one access token")
    func aNarrowerRequest() async throws {
        let fresh = try await fixture.refresh(first, client)
        let narrow = try await fixture.refresh(first, client, ["scope": "memory:read"])
        #expect(narrow.refreshToken == fresh.refreshToken && narrow.scopes.text == "memory:read")
        #expect(try await fixture.principal(narrow.accessToken)?.scopes == .read)
    }

    @Test("Only the direct predecessor qualifies: an older generation ends the family even within the window")
    func anOlderGeneration() async throws {
        let second = try #require(try await fixture.refresh(first, client).refreshToken)
        _ = try await fixture.refresh(second, client)
        #expect(await faultCode { _ = try await fixture.refresh(first, client) } == .invalidGrant)
        #expect(try await !isAlive())
    }

    @Test("Another client is refused within the window, and learns and ends nothing")
    func anotherClient() async throws {
        let fresh = try await fixture.refresh(first, client)
        let other = try await fixture.client().client
        #expect(await faultCode { _ = try await fixture.refresh(first, other) } == .invalidGrant)
        #expect(try await fixture.refresh(first, client).refreshToken == fresh.refreshToken)
    }

    @Test("A confidential client must authenticate to get the successor again")
    func aConfidentialClient() async throws {
        let registered = try await fixture.client(["token_endpoint_auth_method": "client_secret_post"])
        let secret: [String: String?] = ["client_secret": registered.secret?.reveal()]
        let first = try #require(
            try await fixture.exchange(fixture.code(registered.client), registered.client, secret).refreshToken
        )
        let fresh = try await fixture.refresh(first, registered.client, secret)
        for wrong: [String: String?] in [[:], ["client_secret": "wrong"]] {
            #expect(
                await faultCode { _ = try await fixture.refresh(first, registered.client, wrong) } == .invalidClient
            )
        }
        #expect(try await fixture.refresh(first, registered.client, secret).refreshToken == fresh.refreshToken)
    }

    @Test("The database has no refresh token in the clear, and what it has opens only with the predecessor")
    func nothingInTheClear() async throws {
        let fresh = try #require(try await fixture.refresh(first, client).refreshToken)
        for name in ["memory.db", "memory.db-wal"] {
            guard let data = FileManager.default.contents(atPath: "\(fixture.backend.directory)/\(name)") else {
                continue
            }
            for token in [first, fresh] { #expect(!Array(data).contains(Array(token.reveal().utf8)), "\(name)") }
        }
        let (attempt, now) = (try fixture.attempt(first, by: client), fixture.now)
        guard case .repeated(_, let sealed) = try await fixture.stores.grants.rotate(attempt, at: now) else {
            Issue.record("not repeated")
            return
        }
        #expect(!sealed.contains(Array(fresh.reveal().utf8)))
        #expect(sealed.count == 12 + fresh.reveal().utf8.count + 16)
    }

    @Test("A code that is redeemed twice ends the connection, and the person is told")
    func aReplayedCode() async throws {
        let code = try await fixture.code(client)
        _ = try await fixture.exchange(code, client)
        #expect(await faultCode { _ = try await fixture.exchange(code, client) } == .invalidGrant)
        let told = try await fixture.stores.grants.ended(of: fixture.alice.id)
        #expect(told.map(\.reason) == [.codeReused] && told.first?.redirectURI == AuthorizationFixture.redirect)
    }
}

extension AuthorizationFixture {
    /// A use of a refresh token as the token endpoint passes it to the store.
    fileprivate func attempt(_ token: Secret, by client: Client) throws -> RefreshAttempt {
        RefreshAttempt(
            digest: Digest256(of: token),
            client: client.id,
            successor: RefreshSuccessor(
                digest: Digest256(of: "unused"),
                sealed: [0],
                expiresAt: now.advanced(by: .seconds(60))
            ),
            reuseWindow: .seconds(60),
            address: nil
        )
    }
}
