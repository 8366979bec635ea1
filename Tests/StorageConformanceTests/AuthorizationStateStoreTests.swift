import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationStateStoreTests {
    @Test(
        "Ending a user's logins removes sessions, codes and grants, and nothing of anybody else",
        arguments: Backend.available
    )
    func loginsOfOneUserEnd(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.clients.add(registry.client("c1"), limit: nil)
            try await registry.live(registry.grant("g1"), refresh: 3)
            try await registry.codes.add(registry.code(registry.grant("g2")), digest: registry.digest(2))
            try await registry.consents.remember(registry.consent())
            try await registry.sessions.add(registry.session("s1"), digest: registry.digest(4))
            _ = try await registry.passwords.setPassword(PasswordHash(text: "x"), of: ID("us-ann"))

            #expect(try await registry.state.endLogins(of: ID("us-bob")) == EndedLogins(browserSessions: 0, grants: 0))
            #expect(try await registry.grants.resolve(ID("g1")) != nil)
            #expect(try await registry.sessions.session(registry.digest(4), at: registry.dawn) != nil)

            #expect(try await registry.state.endLogins(of: ID("us-ann")) == EndedLogins(browserSessions: 1, grants: 1))
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
            #expect(try await registry.grants.refreshToken(registry.digest(3)) == nil)
            #expect(try await registry.codes.code(registry.digest(2)) == nil)
            #expect(try await registry.sessions.session(registry.digest(4), at: registry.dawn) == nil)
            #expect(try await registry.passwords.password(of: ID("us-ann")) != nil)
            #expect(try await registry.consents.consents(of: ID("us-ann")).count == 1)
            #expect(try await registry.state.endLogins(of: ID("us-ann")) == EndedLogins(browserSessions: 0, grants: 0))
        }
    }

    @Test(arguments: Backend.available)
    func forgettingEndsWhatWasAgreedAndKeepsWhatAnAdministratorMade(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.clients.add(registry.client("c1"), limit: nil)
            _ = try await registry.clients.add(registry.client("c2", origin: .preregistered), limit: nil)
            try await registry.live(registry.grant("g1"), refresh: 3)
            try await registry.codes.add(registry.code(registry.grant("g2")), digest: registry.digest(2))
            try await registry.consents.remember(registry.consent())
            try await registry.sessions.add(registry.session("s1"), digest: registry.digest(4))
            let transaction = LoginTransaction(
                provider: "p",
                nonce: "n",
                verifier: "v",
                browser: registry.digest(5),
                destination: "/account",
                expiresAt: registry.later(60)
            )
            try await registry.sessions.begin(transaction, state: registry.digest(6), limit: 100)
            _ = try await registry.passwords.setPassword(PasswordHash(text: "x"), of: ID("us-ann"))
            try await registry.passwords.remember(
                registry.digest(7),
                of: ID("us-ann"),
                until: registry.later(60),
                at: registry.dawn
            )
            _ = try await registry.passwords.countFailure("k", window: .seconds(60), at: registry.dawn)
            _ = try await registry.oneTime.claim("jti", purpose: "p", until: registry.later(60), at: registry.dawn)

            try await registry.state.forget()
            try await registry.state.forget()

            #expect(try await registry.clients.clients(PageRequest(limit: 9)).items.map(\.id) == [ID("c2")])
            #expect(try await registry.codes.code(registry.digest(1)) == nil)
            #expect(try await registry.codes.code(registry.digest(2)) == nil)
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
            #expect(try await registry.grants.refreshToken(registry.digest(3)) == nil)
            #expect(try await registry.consents.consents(of: ID("us-ann")).isEmpty)
            #expect(try await registry.sessions.session(registry.digest(4), at: registry.dawn) == nil)
            #expect(try await registry.sessions.claim(state: registry.digest(6), at: registry.dawn) == nil)
            #expect(try await registry.passwords.password(of: ID("us-ann")) != nil)
            #expect(try await !registry.passwords.remembers(registry.digest(7), of: ID("us-ann"), at: registry.dawn))
            #expect(try await registry.passwords.failures("k", window: .seconds(60), at: registry.dawn) == 1)
            #expect(
                try await !registry.oneTime.claim("jti", purpose: "p", until: registry.later(60), at: registry.dawn)
            )
            #expect(try await registry.identity.users.users(PageRequest(limit: 9)).total == 2)
        }
    }
}
