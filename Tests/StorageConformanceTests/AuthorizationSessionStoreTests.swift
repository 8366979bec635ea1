import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationSessionStoreTests {
    private func transaction(_ fixture: AuthorizationStoreFixture, expiresAt: Timestamp) -> LoginTransaction {
        LoginTransaction(
            provider: "authentik",
            nonce: "n",
            verifier: "v",
            browser: fixture.digest(9),
            destination: "/account",
            expiresAt: expiresAt
        )
    }

    // MARK: Law

    @Test(arguments: Backend.available)
    func aSessionIsReadBackWithItsUser(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(1))
            let found = try #require(try await fixture.sessions.session(fixture.digest(1), at: fixture.dawn))
            #expect(found.session == fixture.session("s1") && found.user == People.user("ann"))
            #expect(try await fixture.sessions.session(fixture.digest(2), at: fixture.dawn) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func endingAllSessionsKeepsTheExcludedOne(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for seed in UInt8(1)...3 {
                try await fixture.sessions.add(fixture.session("s\(seed)"), digest: fixture.digest(seed))
            }
            try await fixture.sessions.add(fixture.session("b1", user: "bob"), digest: fixture.digest(9))
            #expect(try await fixture.sessions.endAll(of: ID("us-ann"), except: ID("s2")) == 2)
            #expect(
                try await fixture.sessions.sessions(of: ID("us-ann"), at: fixture.dawn).map(\.id.rawValue) == ["s2"]
            )
            #expect(try await fixture.sessions.endAll(of: ID("us-ann"), except: nil) == 1)
            #expect(try await fixture.sessions.session(fixture.digest(2), at: fixture.dawn) == nil)
            #expect(try await fixture.sessions.session(fixture.digest(9), at: fixture.dawn) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func aPendingLoginIsReceivedOnce(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let begun = transaction(fixture, expiresAt: fixture.later(600))
            try await fixture.sessions.begin(begun, state: fixture.digest(1), limit: 100)
            #expect(try await fixture.sessions.claim(state: fixture.digest(2), at: fixture.dawn) == nil)
            #expect(try await fixture.sessions.claim(state: fixture.digest(1), at: fixture.dawn) == begun)
            #expect(try await fixture.sessions.claim(state: fixture.digest(1), at: fixture.dawn) == nil)
        }
    }

    @Test(
        "At the limit of pending logins, the one that expires first is evicted",
        arguments: Backend.available
    )
    func beginEvicts(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for seed in UInt8(1)...5 {
                let begun = transaction(fixture, expiresAt: fixture.later(600 + Int64(seed)))
                try await fixture.sessions.begin(begun, state: fixture.digest(seed), limit: 3)
            }
            for seed in UInt8(1)...5 {
                #expect(
                    try await (fixture.sessions.claim(state: fixture.digest(seed), at: fixture.dawn) != nil)
                        == (seed > 2),
                    "\(seed)"
                )
            }
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func onlyOneRacingCallbackReceivesTheLogin(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.begin(
                transaction(fixture, expiresAt: fixture.later(600)),
                state: fixture.digest(1),
                limit: 100
            )
            let answers = try await race(50) { _ in
                try await fixture.sessions.claim(state: fixture.digest(1), at: fixture.dawn)
            }
            #expect(answers.count { $0 != nil } == 1)
        }
    }

    @Test(arguments: Backend.available)
    func onlyOneRacingCallerEndsTheSession(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(1))
            #expect(
                try await race(30) { _ in try await fixture.sessions.end(ID("s1"), of: ID("us-ann")) }.count { $0 }
                    == 1
            )
            #expect(try await fixture.sessions.session(fixture.digest(1), at: fixture.dawn) == nil)
        }
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func sessionsAndPendingLoginsExpire(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(
                fixture.session("s1", expiresAt: fixture.later(100)),
                digest: fixture.digest(1)
            )
            try await fixture.sessions.begin(
                transaction(fixture, expiresAt: fixture.later(100)),
                state: fixture.digest(1),
                limit: 100
            )
            #expect(try await fixture.sessions.session(fixture.digest(1), at: fixture.later(99)) != nil)
            #expect(try await fixture.sessions.session(fixture.digest(1), at: fixture.later(100)) == nil)
            #expect(try await fixture.sessions.sessions(of: ID("us-ann"), at: fixture.later(100)).isEmpty)
            #expect(try await fixture.sessions.claim(state: fixture.digest(1), at: fixture.later(100)) == nil)
            #expect(try await fixture.sessions.claim(state: fixture.digest(1), at: fixture.later(99)) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func purgeDeletesOnlyWhatExpiredBeforeItsTime(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for seed in UInt8(1)...2 {
                let end = fixture.later(Int64(seed) * 100)
                try await fixture.sessions.add(
                    fixture.session("s\(seed)", expiresAt: end),
                    digest: fixture.digest(seed)
                )
                try await fixture.sessions.begin(
                    transaction(fixture, expiresAt: end),
                    state: fixture.digest(seed),
                    limit: 100
                )
            }
            #expect(try await fixture.sessions.purge(expiredBefore: fixture.later(200)) == 2)
            #expect(try await fixture.sessions.session(fixture.digest(2), at: fixture.dawn) != nil)
            #expect(try await fixture.sessions.claim(state: fixture.digest(1), at: fixture.dawn) == nil)
            #expect(try await fixture.sessions.claim(state: fixture.digest(2), at: fixture.dawn) != nil)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aUserCannotEndAnotherUsersSession(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(1))
            #expect(try await fixture.sessions.end(ID("s1"), of: ID("us-bob")) == false)
            #expect(try await fixture.sessions.sessions(of: ID("us-bob"), at: fixture.dawn).isEmpty)
            #expect(try await fixture.sessions.session(fixture.digest(1), at: fixture.dawn) != nil)
        }
    }

    @Test(
        "Disabling a user ends the user's sessions for good; a login that completes later adds none",
        arguments: Backend.available
    )
    func disabling(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(1))
            try await fixture.sessions.add(fixture.session("b1", user: "bob"), digest: fixture.digest(2))
            _ = try await fixture.identity.users.set(.disabled, for: ID("us-ann"))
            try await fixture.sessions.add(fixture.session("s2"), digest: fixture.digest(3))
            for digest in [1, 3] as [UInt8] {
                #expect(try await fixture.sessions.session(fixture.digest(digest), at: fixture.dawn) == nil)
            }
            #expect(try await fixture.identity.users.set(.active, for: ID("us-ann")))
            for digest in [1, 3] as [UInt8] {
                #expect(try await fixture.sessions.session(fixture.digest(digest), at: fixture.dawn) == nil)
            }
            try await fixture.sessions.add(fixture.session("s4"), digest: fixture.digest(4))
            #expect(try await fixture.sessions.session(fixture.digest(4), at: fixture.dawn) != nil)
            #expect(try await fixture.sessions.session(fixture.digest(2), at: fixture.dawn) != nil)
        }
    }

    @Test("A user's sessions are deleted with the user", arguments: Backend.available)
    func deleting(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(1))
            try await fixture.sessions.add(fixture.session("b1", user: "bob"), digest: fixture.digest(2))
            #expect(try await fixture.identity.users.delete(ID("us-ann")))
            #expect(try await fixture.sessions.sessions(of: ID("us-ann"), at: fixture.dawn).isEmpty)
            #expect(try await fixture.sessions.session(fixture.digest(2), at: fixture.dawn) != nil)
        }
    }
}
