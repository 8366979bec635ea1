import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationSessionStoreTests {
    private func transaction(_ registry: Registry, expiresAt: Timestamp) -> LoginTransaction {
        LoginTransaction(
            provider: "authentik",
            nonce: "n",
            verifier: "v",
            browser: registry.digest(9),
            destination: "/account",
            expiresAt: expiresAt
        )
    }

    // MARK: Law

    @Test(arguments: Backend.available)
    func aSessionComesBackWithItsUser(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.sessions.add(registry.session("s1"), digest: registry.digest(1))
            let found = try #require(try await registry.sessions.session(registry.digest(1), at: registry.dawn))
            #expect(found.session == registry.session("s1") && found.user == People.user("ann"))
            #expect(try await registry.sessions.session(registry.digest(2), at: registry.dawn) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func endingAllKeepsTheOneNamed(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            for seed in UInt8(1)...3 {
                try await registry.sessions.add(registry.session("s\(seed)"), digest: registry.digest(seed))
            }
            try await registry.sessions.add(registry.session("b1", user: "bob"), digest: registry.digest(9))
            #expect(try await registry.sessions.endAll(of: ID("us-ann"), except: ID("s2")) == 2)
            #expect(
                try await registry.sessions.sessions(of: ID("us-ann"), at: registry.dawn).map(\.id.rawValue) == ["s2"]
            )
            #expect(try await registry.sessions.endAll(of: ID("us-ann"), except: nil) == 1)
            #expect(try await registry.sessions.session(registry.digest(2), at: registry.dawn) == nil)
            #expect(try await registry.sessions.session(registry.digest(9), at: registry.dawn) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func aLoginUnderWayIsTakenOutOnce(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let begun = transaction(registry, expiresAt: registry.later(600))
            try await registry.sessions.begin(begun, state: registry.digest(1), limit: 100)
            #expect(try await registry.sessions.claim(state: registry.digest(2), at: registry.dawn) == nil)
            #expect(try await registry.sessions.claim(state: registry.digest(1), at: registry.dawn) == begun)
            #expect(try await registry.sessions.claim(state: registry.digest(1), at: registry.dawn) == nil)
        }
    }

    @Test(
        "When as many logins are under way as may be, the one that ends soonest makes room",
        arguments: Backend.available
    )
    func beginMakesRoom(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            for seed in UInt8(1)...5 {
                let begun = transaction(registry, expiresAt: registry.later(600 + Int64(seed)))
                try await registry.sessions.begin(begun, state: registry.digest(seed), limit: 3)
            }
            for seed in UInt8(1)...5 {
                #expect(
                    try await (registry.sessions.claim(state: registry.digest(seed), at: registry.dawn) != nil)
                        == (seed > 2),
                    "\(seed)"
                )
            }
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func ofRacingCallbacksOneReceivesTheLogin(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.sessions.begin(
                transaction(registry, expiresAt: registry.later(600)),
                state: registry.digest(1),
                limit: 100
            )
            let answers = try await race(50) { _ in
                try await registry.sessions.claim(state: registry.digest(1), at: registry.dawn)
            }
            #expect(answers.count { $0 != nil } == 1)
        }
    }

    @Test(arguments: Backend.available)
    func ofRacingCallersOneEndsTheSession(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.sessions.add(registry.session("s1"), digest: registry.digest(1))
            #expect(
                try await race(30) { _ in try await registry.sessions.end(ID("s1"), of: ID("us-ann")) }.count { $0 }
                    == 1
            )
            #expect(try await registry.sessions.session(registry.digest(1), at: registry.dawn) == nil)
        }
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func sessionsAndLoginsEndAtTheirTime(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.sessions.add(
                registry.session("s1", expiresAt: registry.later(100)),
                digest: registry.digest(1)
            )
            try await registry.sessions.begin(
                transaction(registry, expiresAt: registry.later(100)),
                state: registry.digest(1),
                limit: 100
            )
            #expect(try await registry.sessions.session(registry.digest(1), at: registry.later(99)) != nil)
            #expect(try await registry.sessions.session(registry.digest(1), at: registry.later(100)) == nil)
            #expect(try await registry.sessions.sessions(of: ID("us-ann"), at: registry.later(100)).isEmpty)
            #expect(try await registry.sessions.claim(state: registry.digest(1), at: registry.later(100)) == nil)
            #expect(try await registry.sessions.claim(state: registry.digest(1), at: registry.later(99)) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func purgeTakesWhatExpiredBeforeAndNoMore(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            for seed in UInt8(1)...2 {
                let end = registry.later(Int64(seed) * 100)
                try await registry.sessions.add(
                    registry.session("s\(seed)", expiresAt: end),
                    digest: registry.digest(seed)
                )
                try await registry.sessions.begin(
                    transaction(registry, expiresAt: end),
                    state: registry.digest(seed),
                    limit: 100
                )
            }
            #expect(try await registry.sessions.purge(expiredBefore: registry.later(200)) == 2)
            #expect(try await registry.sessions.session(registry.digest(2), at: registry.dawn) != nil)
            #expect(try await registry.sessions.claim(state: registry.digest(1), at: registry.dawn) == nil)
            #expect(try await registry.sessions.claim(state: registry.digest(2), at: registry.dawn) != nil)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func nobodyEndsAnotherPersonsSession(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.sessions.add(registry.session("s1"), digest: registry.digest(1))
            #expect(try await registry.sessions.end(ID("s1"), of: ID("us-bob")) == false)
            #expect(try await registry.sessions.sessions(of: ID("us-bob"), at: registry.dawn).isEmpty)
            #expect(try await registry.sessions.session(registry.digest(1), at: registry.dawn) != nil)
        }
    }

    @Test(arguments: Backend.available)
    func aSessionIsWorthNothingWhileItsUserIsDisabledAndGoesWithTheUser(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.sessions.add(registry.session("s1"), digest: registry.digest(1))
            try await registry.sessions.add(registry.session("b1", user: "bob"), digest: registry.digest(2))
            _ = try await registry.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(try await registry.sessions.session(registry.digest(1), at: registry.dawn) == nil)
            #expect(try await registry.identity.users.delete(ID("us-ann")))
            #expect(try await registry.sessions.sessions(of: ID("us-ann"), at: registry.dawn).isEmpty)
            #expect(try await registry.sessions.session(registry.digest(2), at: registry.dawn) != nil)
        }
    }
}
