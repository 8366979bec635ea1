import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationStateStoreTests {
    @Test(
        "Ending a user's logins removes the sessions, codes and grants of this user only",
        arguments: Backend.available
    )
    func loginsOfOneUserEnd(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.clients.add(fixture.client("c1"), limit: nil)
            try await fixture.live(fixture.grant("g1"), refresh: 3)
            try await fixture.codes.add(fixture.code(fixture.grant("g2")), digest: fixture.digest(2))
            try await fixture.consents.remember(fixture.consent())
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(4))
            _ = try await fixture.passwords.setPassword(PasswordHash(encoded: "x"), of: ID("us-ann"))

            #expect(try await fixture.state.endLogins(of: ID("us-bob")) == EndedLogins(browserSessions: 0, grants: 0))
            #expect(try await fixture.grants.resolve(ID("g1")) != nil)
            #expect(try await fixture.sessions.session(fixture.digest(4), at: fixture.dawn) != nil)

            #expect(try await fixture.state.endLogins(of: ID("us-ann")) == EndedLogins(browserSessions: 1, grants: 1))
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
            #expect(try await fixture.grants.refreshToken(fixture.digest(3)) == nil)
            #expect(try await fixture.codes.code(fixture.digest(2)) == nil)
            #expect(try await fixture.sessions.session(fixture.digest(4), at: fixture.dawn) == nil)
            #expect(try await fixture.passwords.password(of: ID("us-ann")) != nil)
            #expect(try await fixture.consents.consents(of: ID("us-ann")).count == 1)
            #expect(try await fixture.state.endLogins(of: ID("us-ann")) == EndedLogins(browserSessions: 0, grants: 0))
        }
    }

    @Test(arguments: Backend.available)
    func forgettingDeletesLoginsAndConsentsAndKeepsWhatAnAdministratorCreated(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.clients.add(fixture.client("c1"), limit: nil)
            _ = try await fixture.clients.add(fixture.client("c2", origin: .preregistered), limit: nil)
            try await fixture.live(fixture.grant("g1"), refresh: 3)
            try await fixture.codes.add(fixture.code(fixture.grant("g2")), digest: fixture.digest(2))
            try await fixture.consents.remember(fixture.consent())
            try await fixture.sessions.add(fixture.session("s1"), digest: fixture.digest(4))
            let transaction = LoginTransaction(
                provider: "p",
                nonce: "n",
                verifier: "v",
                browser: fixture.digest(5),
                destination: "/account",
                expiresAt: fixture.later(60)
            )
            try await fixture.sessions.begin(transaction, state: fixture.digest(6), limit: 100)
            _ = try await fixture.passwords.setPassword(PasswordHash(encoded: "x"), of: ID("us-ann"))
            try await fixture.passwords.remember(
                fixture.digest(7),
                of: ID("us-ann"),
                until: fixture.later(60),
                at: fixture.dawn
            )
            _ = try await fixture.passwords.countFailure("k", window: .seconds(60), at: fixture.dawn)
            _ = try await fixture.oneTime.claim("jti", purpose: "p", until: fixture.later(60), at: fixture.dawn)

            try await fixture.state.forget()
            try await fixture.state.forget()

            #expect(try await fixture.clients.clients(PageRequest(limit: 9)).items.map(\.id) == [ID("c2")])
            #expect(try await fixture.codes.code(fixture.digest(1)) == nil)
            #expect(try await fixture.codes.code(fixture.digest(2)) == nil)
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
            #expect(try await fixture.grants.refreshToken(fixture.digest(3)) == nil)
            #expect(try await fixture.consents.consents(of: ID("us-ann")).isEmpty)
            #expect(try await fixture.sessions.session(fixture.digest(4), at: fixture.dawn) == nil)
            #expect(try await fixture.sessions.claim(state: fixture.digest(6), at: fixture.dawn) == nil)
            #expect(try await fixture.passwords.password(of: ID("us-ann")) != nil)
            #expect(try await !fixture.passwords.remembers(fixture.digest(7), of: ID("us-ann"), at: fixture.dawn))
            #expect(try await fixture.passwords.failures("k", window: .seconds(60), at: fixture.dawn) == 1)
            #expect(
                try await !fixture.oneTime.claim("jti", purpose: "p", until: fixture.later(60), at: fixture.dawn)
            )
            #expect(try await fixture.identity.users.users(PageRequest(limit: 9)).total == 2)
        }
    }
}
