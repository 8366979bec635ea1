import Base
import Identity
import TestSupport
import Testing

@Suite("A credential that the operator chose") struct PresetTokenTests {
    private static let text = "a-secret-of-the-operator+with/any.form~=="

    private func authenticator(
        _ fixture: IdentityFixture,
        user: String = "admin",
        failures: FailureLimit = FailureLimit()
    )
        -> TokenAuthenticator
    {
        TokenAuthenticator(
            apiTokens: fixture.fake,
            pauses: fixture.fake,
            preset: PresetToken(Secret(Self.text), userName: user, stores: fixture.fake.stores),
            cache: PrincipalCache(revocations: fixture.revocations),
            failures: failures
        )
    }

    private func outcome(_ authenticator: TokenAuthenticator, _ text: String, _ fixture: IdentityFixture) async throws
        -> String
    {
        let token = try #require(BearerToken(text))
        do {
            return try await authenticator.authenticate(token, from: "192.0.2.1", at: fixture.clock.now()).userName
                ?? "nobody"
        } catch let fault as Fault {
            return fault.words
        }
    }

    @Test("The preset token acts as its user with all scopes")
    func itActsAsItsUserWithAllScopes() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "admin", isAdministrator: true)
        let team = try await fixture.workspaces.add(name: "team")
        try await fixture.workspaces.setMember(user, of: team, role: .reader)
        let principal = try await authenticator(fixture).authenticate(
            #require(BearerToken(Self.text)),
            at: fixture.clock.now()
        )
        #expect(principal.kind == .person(user.id) && principal.scopes == .admin && principal.isAdministrator)
        #expect(principal.credential == .preset)
        #expect(principal.entries.map(\.workspace) == [user.personalWorkspace, team.id])
        #expect(principal.entries.map(\.role) == [.admin, .reader])
    }

    @Test(
        "Other tokens are refused",
        arguments: [
            text + "=", String(text.dropLast()), text.uppercased(), "x" + text, "a-secret-of-the-operator",
            "amt_" + text,
        ]
    )
    func otherTokensAreRefused(presented: String) async throws {
        let fixture = IdentityFixture()
        _ = try await fixture.users.add(name: "admin")
        #expect(try await outcome(authenticator(fixture), presented, fixture) == "invalid-token: Invalid token")
    }

    /// It is bound to a user: another user with the same name does not inherit it.
    @Test("The preset token ends with its user")
    func itEndsWithItsUser() async throws {
        let fixture = IdentityFixture()
        let authenticator = authenticator(fixture)
        _ = try await fixture.users.add(name: "first")
        #expect(try await outcome(authenticator, Self.text, fixture) == "invalid-token: Invalid token")
        _ = try await fixture.users.add(name: "admin")
        #expect(try await outcome(authenticator, Self.text, fixture) == "admin")
        _ = try await fixture.users.disable("admin")
        #expect(try await outcome(authenticator, Self.text, fixture) == "invalid-token: Invalid token")
        _ = try await fixture.users.enable("admin")
        #expect(try await outcome(authenticator, Self.text, fixture) == "admin")
        _ = try await fixture.users.delete("admin")
        #expect(try await outcome(authenticator, Self.text, fixture) == "invalid-token: Invalid token")
    }

    @Test("Guesses of the preset token are limited")
    func guessesAreLimited() async throws {
        let fixture = IdentityFixture()
        _ = try await fixture.users.add(name: "admin")
        let authenticator = authenticator(fixture, failures: FailureLimit(perMinute: 3))
        for index in 0..<3 {
            #expect(try await outcome(authenticator, "guess\(index)", fixture) == "invalid-token: Invalid token")
        }
        #expect(try await outcome(authenticator, "guess", fixture).hasPrefix("rate-limited"))
    }

    @Test("A first start with a preset token creates no other token")
    func aFirstStartWithAPresetTokenCreatesNoToken() async throws {
        let fixture = IdentityFixture()
        let start = fixture.firstStart
        let outcome = try #require(try await start.run(userName: "alice", makesToken: false))
        #expect(outcome.user.name == "alice" && outcome.secret == nil)
        #expect(try await fixture.tokens.list().isEmpty)
        #expect(try await self.outcome(authenticator(fixture, user: "alice"), Self.text, fixture) == "alice")
    }
}
