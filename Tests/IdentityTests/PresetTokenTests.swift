import Base
import Identity
import TestSupport
import Testing

@Suite("A credential of the operator's choice") struct PresetTokenTests {
    private static let text = "a-secret-of-the-operator+with/any.form~=="

    private func authenticator(_ house: House, user: String = "admin", failures: FailureLimit = FailureLimit())
        -> TokenAuthenticator
    {
        TokenAuthenticator(
            apiTokens: house.fake,
            preset: PresetToken(Secret(Self.text), userName: user, stores: house.fake.stores),
            cache: PrincipalCache(revocations: house.revocations),
            failures: failures
        )
    }

    private func outcome(_ authenticator: TokenAuthenticator, _ text: String, _ house: House) async throws -> String {
        let token = try #require(BearerToken(text))
        do {
            return try await authenticator.authenticate(token, from: "192.0.2.1", at: house.clock.now()).userName
                ?? "nobody"
        } catch let fault as Fault {
            return fault.words
        }
    }

    @Test func itActsAsItsUserWithAllScopes() async throws {
        let house = House()
        let user = try await house.users.add(name: "admin", isAdministrator: true)
        let team = try await house.workspaces.add(name: "team")
        try await house.workspaces.setMember(user, of: team, role: .reader)
        let principal = try await authenticator(house).authenticate(
            #require(BearerToken(Self.text)),
            at: house.clock.now()
        )
        #expect(principal.kind == .person(user.id) && principal.scopes == .admin && principal.isAdministrator)
        #expect(principal.credential == .preset)
        #expect(principal.entries.map(\.workspace) == [user.personalWorkspace, team.id])
        #expect(principal.entries.map(\.role) == [.admin, .reader])
    }

    @Test(arguments: [
        text + "=", String(text.dropLast()), text.uppercased(), "x" + text, "a-secret-of-the-operator", "amt_" + text,
    ])
    func nothingElseDoes(presented: String) async throws {
        let house = House()
        _ = try await house.users.add(name: "admin")
        #expect(try await outcome(authenticator(house), presented, house) == "invalid-token: Invalid token")
    }

    /// It is bound to a name: whoever is there instead does not inherit it.
    @Test func itEndsWithItsUser() async throws {
        let house = House()
        let authenticator = authenticator(house)
        _ = try await house.users.add(name: "first")
        #expect(try await outcome(authenticator, Self.text, house) == "invalid-token: Invalid token")
        _ = try await house.users.add(name: "admin")
        #expect(try await outcome(authenticator, Self.text, house) == "admin")
        _ = try await house.users.disable("admin")
        #expect(try await outcome(authenticator, Self.text, house) == "invalid-token: Invalid token")
        _ = try await house.users.enable("admin")
        #expect(try await outcome(authenticator, Self.text, house) == "admin")
        _ = try await house.users.delete("admin")
        #expect(try await outcome(authenticator, Self.text, house) == "invalid-token: Invalid token")
    }

    @Test func guessesAreLimited() async throws {
        let house = House()
        _ = try await house.users.add(name: "admin")
        let authenticator = authenticator(house, failures: FailureLimit(perMinute: 3))
        for index in 0..<3 {
            #expect(try await outcome(authenticator, "guess\(index)", house) == "invalid-token: Invalid token")
        }
        #expect(try await outcome(authenticator, "guess", house).hasPrefix("rate-limited"))
    }

    @Test func whoBringsACredentialIsGivenNone() async throws {
        let house = House()
        let start = FirstStart(
            stores: house.fake.stores,
            provisioning: house.provisioning,
            mint: house.mint(),
            revocations: RevocationEpoch()
        )
        let outcome = try #require(try await start.run(userName: "alice", makesToken: false))
        #expect(outcome.user.name == "alice" && outcome.secret == nil)
        #expect(try await house.tokens.list().isEmpty)
        #expect(try await self.outcome(authenticator(house, user: "alice"), Self.text, house) == "alice")
    }
}
