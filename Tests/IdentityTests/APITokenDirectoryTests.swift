import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite struct APITokenDirectoryTests {
    @Test("An expiry outside 1 to 36500 days is an error", arguments: [0, -1, -400, 36_501, .max, .min])
    func anExpiryThatIsNotAValidNumberOfDaysIsAnError(days: Int) async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        let refusal = await fault {
            try await fixture.mint().mint(fixture.order(for: user, scopes: .read, days: days))
        }
        #expect(refusal?.hints.fields.first?.path == ["expires_days"])
        #expect(fixture.fake.state.withLock(\.tokens).isEmpty)
    }

    @Test("A token has at most the rights of its owner and of the token that creates it")
    func aTokenHasAtMostTheRightsOfOwnerAndCreator() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        let team = try await fixture.workspaces.add(name: "team")
        let foreign = try await fixture.workspaces.add(name: "foreign")
        try await fixture.workspaces.setMember(user, of: team, role: .reader)
        func words(_ workspace: Workspace, _ scopes: ScopeSet, ceiling: ScopeSet = .admin, text: String = "t") async
            -> String?
        {
            await fault {
                try await fixture.mint().mint(
                    .init(label: text, owner: .user(user.id), workspace: workspace.id, scopes: scopes),
                    ceiling: ceiling
                )
            }?.words
        }
        #expect(await words(team, .read) == nil)
        #expect(
            await words(team, .write)
                == "forbidden: The owner's role in this workspace (reader) does not allow these scopes."
        )
        #expect(
            await words(team, .read, ceiling: [])
                == "insufficient-scope: A token cannot have more scopes than the one that creates it."
        )
        #expect(
            await words(foreign, .read) == "not-found: alice is not a member of this workspace. No token was created."
        )
        #expect(await words(team, []) == "validation-failed: A token needs at least one scope.")
        #expect(await words(team, .read, text: " ") == "validation-failed: The description must not be empty.")
        _ = try await fixture.users.disable("alice")
        #expect(await words(team, .read) == "conflict: The user alice is disabled. No token was created.")
    }

    @Test("The stored row does not contain the secret")
    func theStoredRowDoesNotContainTheSecret() async throws {
        let fixture = IdentityFixture()
        let user = try await fixture.users.add(name: "alice")
        for hashing in APITokenMint.Hashing.allCases {
            let minted = try await fixture.mint(hashing).mint(
                .init(label: "t", owner: .user(user.id), workspace: user.personalWorkspace, scopes: .read)
            )
            let row = fixture.fake.state.withLock { $0.tokens[minted.token.id]! }
            #expect(!"\(row)".contains(minted.secret.reveal().suffix(49)))
        }
    }

    @Test("A token is found by the beginning of its id, in every form that people copy")
    func tokensAreFoundByTheBeginningOfTheirID() async throws {
        let fixture = IdentityFixture()
        let (_, token, bearer) = try await fixture.userWithToken()
        let id = token.id.rawValue
        for words in [
            id, String(id.prefix(4)), "amt_" + id, "amt_" + id.prefix(3), APITokenSecret.masked(token.id),
            bearer.reveal(),
        ] {
            #expect(try await fixture.tokens.find(words) == .one(token))
        }
        for words in ["", "amt_", "zzzz", "%", "_", id + "x"] { #expect(try await fixture.tokens.find(words) == .none) }
        let twin = APIToken(
            id: ID(String(id.prefix(6)) + "000000"),
            owner: token.owner,
            workspace: token.workspace,
            scopes: .read,
            label: "twin",
            createdAt: token.createdAt,
            expiresAt: nil
        )
        #expect(try await fixture.fake.add(twin, verifier: .bcrypt("")))
        guard case .several(let both) = try await fixture.tokens.find(String(id.prefix(6))) else {
            Issue.record("not ambiguous")
            return
        }
        #expect(Set(both.map(\.id)) == [token.id, twin.id])
        #expect(try await fixture.tokens.find(id) == .one(token))
        #expect(try await fixture.tokens.list().count == 2)
    }

    // MARK: first start

    @Test("Concurrent first starts create one user and one token")
    func concurrentFirstStartsCreateOneUserAndOneToken() async throws {
        let fixture = IdentityFixture()
        let start = fixture.firstStart
        let outcomes = try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { try await start.run() } }
            return try await group.reduce(into: [FirstStart.Outcome]()) { if let outcome = $1 { $0.append(outcome) } }
        }
        #expect(outcomes.count == 1)
        #expect(fixture.fake.state.withLock { ($0.users.count, $0.tokens.count) } == (1, 1))
        let principal = try await fixture.authenticator().authenticate(
            bearer(#require(outcomes[0].secret)),
            at: fixture.clock.now()
        )
        #expect(principal.isAdministrator)
        #expect(principal.entries.count == 1)
        #expect(try await start.run() == nil)
    }
}
