import Base
import Identity
import Synchronization
import TestSupport
import Testing

@Suite struct DirectoryTests {
    // MARK: names

    @Test(arguments: ["a", "alice", "alice@example.com", "Élise", "李", "a b", String(repeating: "x", count: 128)])
    func namesThatAreFine(name: String) throws {
        try UserName.check(name)
    }

    @Test(arguments: [
        ("", "missing"), (" ", "missing"), (" a", "white_space"), ("a\u{a0}", "white_space"),
        ("a/b", "reserved_character"),
        ("a?b", "reserved_character"), ("a#b", "reserved_character"), ("a%2Fb", "reserved_character"),
        (".", "reserved_character"),
        ("..", "reserved_character"), ("a\nb", "control_character"), ("a\u{0}b", "control_character"),
        ("a\u{202e}b", "control_character"), ("a\u{200b}b", "control_character"),
        (String(repeating: "x", count: 129), "too_long"),
    ])
    func namesThatAreRefused(name: String, kind: String) async {
        let refusal = await fault { try UserName.check(name) }
        #expect(refusal?.code == .validationFailed)
        #expect(refusal?.hints.fields.first?.kind == kind)
    }

    @Test(
        arguments: [
            ("alice@example.com", "alice@example.com"), ("https://idp/u?1#2", "https:idpu12"), ("  a\u{0} ", "a"),
            ("", nil), ("%/", nil),
            (".", nil), (String(repeating: "x", count: 500), String(repeating: "x", count: 120)),
        ] as [(String, String?)]
    )
    func theNearestNameFollowsTheRules(text: String, name: String?) {
        #expect(UserName.nearest(to: text) == name)
    }

    // MARK: users

    @Test func usersAreAddedOnceFoundByNameOrIDAndDeleted() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice", displayName: "Alice", email: "a@example.com")
        #expect(await fault { try await house.users.add(name: "alice") }?.code == .conflict)
        #expect(try await house.users.user("alice") == user)
        #expect(try await house.users.user(user.id.rawValue) == user)
        #expect(try await house.users.list(PageRequest(limit: 10)).total == 1)
        let memberships = try await house.users.memberships(of: user)
        #expect(memberships.map(\.role) == [.admin])
        #expect(memberships.first?.workspace.kind == .personal)
        #expect(try await house.users.delete("alice") == user)
        let operations: [(String) async throws -> User] = [
            { try await house.users.user($0) }, { try await house.users.edit($0, email: "a@example.com") },
            { try await house.users.disable($0) }, { try await house.users.enable($0) },
            { try await house.users.delete($0) },
        ]
        for operation in operations {
            #expect(await fault { try await operation("alice") }?.words == "not-found: No user named alice.")
        }
    }

    @Test func whatTakesARightAwayBumpsTheEpoch() async throws {
        let house = House()
        let (user, token, _) = try await house.userWithToken()
        let team = try await house.workspaces.add(name: "team")
        var seen = house.revocations.current
        func expectBump(_ what: String) {
            #expect(house.revocations.current > seen, "\(what)")
            seen = house.revocations.current
        }
        try await house.workspaces.setMember(user, of: team, role: .reader)
        expectBump("set member")
        try await house.workspaces.removeMember(user, of: team)
        expectBump("remove member")
        #expect(try await house.users.disable("alice").status == .disabled)
        expectBump("disable")
        #expect(try await house.users.enable("alice").status == .active)
        expectBump("enable")
        _ = try await house.users.edit("alice", isAdministrator: true)
        _ = try await house.users.edit("alice", isAdministrator: false, force: true)
        expectBump("edit")
        _ = try await house.workspaces.rename(team, to: "crew")
        expectBump("rename workspace")
        try await house.workspaces.remove(team)
        expectBump("remove workspace")
        #expect(try await house.tokens.remove(token.id))
        expectBump("remove token")
        _ = try await house.users.delete("alice")
        expectBump("delete")
    }

    @Test("Editing a user replaces what is given, and an empty text removes it")
    func aUserIsEdited() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice", displayName: "Alice", email: "a@example.com")
        let named = try await house.users.edit("alice", displayName: " Alice L. ")
        #expect([named.displayName, named.email] == ["Alice L.", "a@example.com"] && !named.isAdministrator)
        let raised = try await house.users.edit(user.id.rawValue, email: "", isAdministrator: true)
        #expect([raised.displayName, raised.email] == ["Alice L.", nil] && raised.isAdministrator)
        let bad: [(String?, String?)] = [
            ("a\nb", nil), (String(repeating: "x", count: 201), nil), (nil, " "),
            (nil, String(repeating: "x", count: 321)),
        ]
        for (displayName, email) in bad {
            let refusal = await fault { try await house.users.edit("alice", displayName: displayName, email: email) }
            #expect(refusal?.code == .validationFailed)
        }
        #expect(try await house.users.user("alice") == raised)
    }

    @Test("The last administrator is neither disabled, deleted nor demoted without force")
    func theLastAdministratorStays() async throws {
        let house = House()
        _ = try await house.users.add(name: "alice", isAdministrator: true)
        _ = try await house.users.add(name: "bob")
        let changes: [(Bool) async throws -> User] = [
            { try await house.users.edit("alice", isAdministrator: false, force: $0) },
            { try await house.users.disable("alice", force: $0) },
            { try await house.users.delete("alice", force: $0) },
        ]
        for change in changes {
            let refusal = await fault { try await change(false) }
            #expect(
                refusal?.words
                    == "conflict: alice is the only administrator. Without one, nobody can manage users over the API."
            )
            #expect(try await house.users.user("alice").isAdministrator)
        }
        // What takes nothing away is allowed, and so is everything to a user who is no administrator.
        _ = try await house.users.edit("alice", displayName: "Alice", isAdministrator: true)
        _ = try await house.users.disable("bob")
        for change in changes {
            _ = try await change(true)
            guard try await house.users.list(PageRequest(limit: 2)).total == 2 else { break }
            _ = try await house.users.enable("alice")
            _ = try await house.users.edit("alice", isAdministrator: true)
        }
        #expect(await fault { try await house.users.user("alice") }?.code == .notFound)
    }

    // MARK: workspaces

    @Test func workspacesAreAddedOnceAndHaveMembers() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        let team = try await house.workspaces.add(name: "team")
        #expect(team.privacy == .shared)
        #expect(await fault { try await house.workspaces.add(name: "team") }?.code == .conflict)
        #expect(await fault { try await house.workspaces.add(name: "personal-x") }?.code == .validationFailed)
        try await house.workspaces.setMember(user, of: team, role: .reader)
        try await house.workspaces.setMember(user, of: team, role: .member)
        #expect(try await house.workspaces.members(of: house.workspaces.workspace("team")).map(\.role) == [.member])
        try await house.workspaces.removeMember(user, of: team)
        #expect(await fault { try await house.workspaces.removeMember(user, of: team) }?.code == .notFound)
        #expect(await fault { try await house.workspaces.workspace("other") }?.code == .notFound)
    }

    @Test("A team workspace is renamed and removed; a personal one is neither")
    func workspacesAreRenamedAndRemoved() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        let (team, other) = (
            try await house.workspaces.add(name: "team"), try await house.workspaces.add(name: "other")
        )
        let personal = try await house.workspaces.workspace(user.personalWorkspace.rawValue)
        func words(_ name: String, of workspace: Workspace) async -> String? {
            await fault { _ = try await house.workspaces.rename(workspace, to: name) }?.words
        }
        #expect(await words("other", of: team) == "conflict: There is already a workspace named other.")
        #expect(await words("mine", of: personal) == "conflict: A personal workspace cannot be renamed.")
        #expect(await words("personal-x", of: team)?.hasPrefix("validation-failed") == true)
        #expect(await words("a/b", of: team)?.hasPrefix("validation-failed") == true)
        #expect(await words("team", of: team) == nil)
        #expect(try await house.workspaces.rename(team, to: "crew").id == team.id)
        #expect(
            await fault { try await house.workspaces.workspace("team") }?.words == "not-found: No workspace named team."
        )
        #expect(await fault { try await house.workspaces.remove(personal) }?.code == .conflict)
        try await house.workspaces.remove(team)
        #expect(await fault { try await house.workspaces.remove(team) }?.code == .notFound)
        #expect(await words("new", of: team) == "not-found: No workspace named team.")
        #expect(try await house.workspaces.workspace("other") == other)
    }

    @Test func nobodyIsLetIntoAPersonalWorkspace() async throws {
        let house = House()
        let (alice, bob) = (try await house.users.add(name: "alice"), try await house.users.add(name: "bob"))
        let personal = try await house.workspaces.workspace(alice.personalWorkspace.rawValue)
        #expect(
            await fault { try await house.workspaces.setMember(bob, of: personal, role: .reader) }?.code == .conflict
        )
        #expect(await fault { try await house.workspaces.removeMember(alice, of: personal) }?.code == .conflict)
    }

    // MARK: tokens

    @Test(arguments: [0, -1, -400, 36_501, .max, .min])
    func anExpiryThatIsNoNumberOfDaysIsAnError(days: Int) async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        let refusal = await fault {
            try await house.mint().mint(
                .init(
                    text: "t",
                    owner: .user(user.id),
                    workspace: user.personalWorkspace,
                    scopes: .read,
                    expiresAfterDays: days
                )
            )
        }
        #expect(refusal?.hints.fields.first?.path == ["expires_days"])
        #expect(house.fake.state.withLock(\.tokens).isEmpty)
    }

    @Test func aTokenHasNoMoreThanItsOwnerAndItsMaker() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        let team = try await house.workspaces.add(name: "team")
        let foreign = try await house.workspaces.add(name: "foreign")
        try await house.workspaces.setMember(user, of: team, role: .reader)
        func words(_ workspace: Workspace, _ scopes: ScopeSet, ceiling: ScopeSet = .admin, text: String = "t") async
            -> String?
        {
            await fault {
                try await house.mint().mint(
                    .init(text: text, owner: .user(user.id), workspace: workspace.id, scopes: scopes),
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
                == "insufficient-scope: A token cannot have more scopes than the one that makes it."
        )
        #expect(
            await words(foreign, .read) == "not-found: alice is not a member of this workspace. No token was created."
        )
        #expect(await words(team, []) == "validation-failed: A token needs at least one scope.")
        #expect(await words(team, .read, text: " ") == "validation-failed: The description must not be empty.")
        _ = try await house.users.disable("alice")
        #expect(await words(team, .read) == "conflict: The user alice is disabled. No token was created.")
    }

    @Test func whatIsStoredDoesNotHoldTheSecret() async throws {
        let house = House()
        let user = try await house.users.add(name: "alice")
        for hashing in APITokenMint.Hashing.allCases {
            let minted = try await house.mint(hashing).mint(
                .init(text: "t", owner: .user(user.id), workspace: user.personalWorkspace, scopes: .read)
            )
            let row = house.fake.state.withLock { $0.tokens[minted.token.id]! }
            #expect(!"\(row)".contains(minted.secret.reveal().suffix(49)))
        }
    }

    @Test func tokensAreFoundByTheBeginningOfTheirIDInEveryFormPeopleHaveIt() async throws {
        let house = House()
        let (_, token, bearer) = try await house.userWithToken()
        let id = token.id.rawValue
        for words in [
            id, String(id.prefix(4)), "amt_" + id, "amt_" + id.prefix(3), APITokenSecret.masked(token.id),
            bearer.reveal(),
        ] {
            #expect(try await house.tokens.find(words) == .one(token))
        }
        for words in ["", "amt_", "zzzz", "%", "_", id + "x"] { #expect(try await house.tokens.find(words) == .none) }
        let twin = APIToken(
            id: ID(String(id.prefix(6)) + "000000"),
            owner: token.owner,
            workspace: token.workspace,
            scopes: .read,
            text: "twin",
            createdAt: token.createdAt,
            expiresAt: nil
        )
        #expect(try await house.fake.add(twin, verifier: .bcrypt("")))
        guard case .several(let both) = try await house.tokens.find(String(id.prefix(6))) else {
            Issue.record("not ambiguous")
            return
        }
        #expect(Set(both.map(\.id)) == [token.id, twin.id])
        #expect(try await house.tokens.find(id) == .one(token))
        #expect(try await house.tokens.list().count == 2)
    }

    // MARK: first start

    @Test func racingFirstStartsMakeOneUserAndOneToken() async throws {
        let house = House()
        let start = FirstStart(
            stores: house.fake.stores,
            provisioning: house.provisioning,
            mint: house.mint(),
            revocations: RevocationEpoch()
        )
        let outcomes = try await withThrowingTaskGroup { group in
            for _ in 0..<20 { group.addTask { try await start.run() } }
            return try await group.reduce(into: [FirstStart.Outcome]()) { if let outcome = $1 { $0.append(outcome) } }
        }
        #expect(outcomes.count == 1)
        #expect(house.fake.state.withLock { ($0.users.count, $0.tokens.count) } == (1, 1))
        let principal = try await house.authenticator().authenticate(
            bearer(#require(outcomes[0].secret)),
            at: house.clock.now()
        )
        #expect(principal.isAdministrator)
        #expect(principal.entries.count == 1)
        #expect(try await start.run() == nil)
    }
}
