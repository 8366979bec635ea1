import Base
import Identity
import TestSupport
import Testing

@Suite struct UserStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func addCreatesUserPersonalWorkspaceAndMembership(backend: Backend) async throws {
        let stores = try backend.open()
        #expect(try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann")))
        #expect(try await stores.identity.users.user(ID("us-ann")) == People.user("ann"))
        #expect(try await stores.identity.users.user(named: "ann") == People.user("ann"))
        #expect(
            try await stores.identity.workspaces.memberships(of: ID("us-ann"))
                == [Membership(workspace: People.personal("ann"), user: ID("us-ann"), role: .admin)]
        )
    }

    @Test(arguments: Backend.available)
    func addRefusesATakenNameAndLeavesNothingBehind(backend: Backend) async throws {
        let stores = try backend.open()
        _ = try await stores.identity.users.add(People.user("ann"), personal: People.personal("ann"))
        let other = Workspace(
            id: ID("ws-2"),
            name: "another",
            kind: .personal,
            privacy: .privatePerUser,
            createdAt: People.dawn
        )
        #expect(try await stores.identity.users.add(People.user("ann", id: "us-2"), personal: other) == false)
        #expect(try await stores.identity.workspaces.workspace(ID("ws-2")) == nil)
    }

    @Test(arguments: Backend.available)
    func aDescriptionReplacesOnlyItsOwnMembers(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        let ann = People.user("ann", isAdministrator: true)
        _ = try await users.add(ann, personal: People.personal("ann"))
        _ = try await users.add(People.user("bob"), personal: People.personal("bob"))
        var expected = ann
        for description in [
            UserDescription(displayName: "Ann Ö"), UserDescription(email: "ann@example.org"),
            UserDescription(isAdministrator: false),
            UserDescription(), UserDescription(email: ""), UserDescription(displayName: ""),
            UserDescription(displayName: "Anna", email: "anna@example.org", isAdministrator: true),
        ] {
            expected = expected.described(as: description)
            #expect(try await users.describe(ann.id, as: description))
            #expect(try await users.user(ann.id) == expected)
        }
        #expect(try await users.user(ID("us-bob")) == People.user("bob"))
        #expect(try await users.describe(ID("us-nobody"), as: UserDescription(email: "x@example.org")) == false)
    }

    @Test(arguments: Backend.available)
    func statusIsSetForOneUserOnly(backend: Backend) async throws {
        let stores = try backend.open()
        try await stores.add(people: ["ann", "bob"])
        #expect(try await stores.identity.users.set(.disabled, for: ID("us-ann")))
        #expect(try await stores.identity.users.user(ID("us-ann"))?.status == .disabled)
        #expect(try await stores.identity.users.user(ID("us-bob"))?.status == .active)
        #expect(try await stores.identity.users.set(.disabled, for: ID("us-nobody")) == false)
    }

    @Test(arguments: Backend.available)
    func usersArePagedOldestFirstWithTheTotal(backend: Backend) async throws {
        let stores = try backend.open()
        for index in 0..<5 {
            let user = People.user("u\(index)", createdAt: Timestamp(seconds: Int64(100 - index)))
            _ = try await stores.identity.users.add(user, personal: People.personal("u\(index)"))
        }
        let page = try await stores.identity.users.users(PageRequest(limit: 2, offset: 1))
        #expect(page.items.map(\.name) == ["u3", "u2"])
        #expect(page.total == 5)
    }

    @Test(arguments: Backend.available)
    func deleteRemovesTheUserTheWorkspaceAndEveryCredential(backend: Backend) async throws {
        let stores = try backend.open()
        let provider = ExternalIdentity(issuer: "https://idp.example", subject: "248289761001")
        let user = try await stores.identity.users.provision(
            provider,
            candidate: People.user("ann"),
            personal: People.personal("ann")
        )
        let token = TokenFixture.token("amk_1", owner: .user(user.id), workspace: ID("ws-ann"))
        #expect(try await stores.identity.apiTokens.add(token, verifier: TokenFixture.verifier(1)))
        #expect(try await stores.identity.users.delete(user.id))
        #expect(try await stores.identity.users.user(user.id) == nil)
        #expect(try await stores.identity.workspaces.workspace(ID("ws-ann")) == nil)
        #expect(try await stores.identity.apiTokens.resolve(ID("amk_1")) == nil)
        #expect(try await stores.identity.users.delete(user.id) == false)
        // The identity is free again.
        let again = try await stores.identity.users.provision(
            provider,
            candidate: People.user("ann", id: "us-new"),
            personal: People.personal("ann")
        )
        #expect(again.id == ID("us-new") && again.name == "ann")
    }

    @Test("The last active administrator is not removed unless the caller allows it", arguments: Backend.available)
    func theLastAdministratorIsKept(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        for (name, isAdministrator) in [("ann", true), ("bob", true), ("cyd", false)] {
            let user = User(
                id: ID("us-\(name)"),
                name: name,
                isAdministrator: isAdministrator,
                createdAt: People.dawn,
                personalWorkspace: ID("ws-\(name)")
            )
            #expect(try await users.add(user, personal: People.personal(name)))
        }
        let (ann, bob, cyd) = (ID<User>("us-ann"), ID<User>("us-bob"), ID<User>("us-cyd"))
        let demotion = UserDescription(isAdministrator: false)
        // While there is another active administrator, either can be removed; a disabled one does not count.
        #expect(try await users.set(.disabled, for: bob, keepingAnAdministrator: true) == .done)
        for (id, isLast) in [(ann, true), (bob, false), (cyd, false), (ID("us-nobody"), false)] {
            #expect(try await users.isLastAdministrator(id) == isLast)
        }
        #expect(try await users.set(.disabled, for: ann, keepingAnAdministrator: true) == .lastAdministrator)
        #expect(try await users.describe(ann, as: demotion, keepingAnAdministrator: true) == .lastAdministrator)
        #expect(try await users.delete(ann, keepingAnAdministrator: true) == .lastAdministrator)
        let kept = try await users.user(ann)
        #expect(kept?.isAdministrator == true && kept?.status == .active)
        // Changes that keep the administrator are made, and so are changes of other users.
        #expect(try await users.set(.active, for: ann, keepingAnAdministrator: true) == .done)
        #expect(
            try await users.describe(ann, as: UserDescription(email: "a@example.org"), keepingAnAdministrator: true)
                == .done
        )
        #expect(try await users.describe(bob, as: demotion, keepingAnAdministrator: true) == .done)
        #expect(try await users.delete(cyd, keepingAnAdministrator: true) == .done)
        #expect(try await users.delete(cyd, keepingAnAdministrator: true) == .absent)
        #expect(try await users.set(.disabled, for: cyd, keepingAnAdministrator: true) == .absent)
        #expect(try await users.describe(cyd, as: demotion, keepingAnAdministrator: true) == .absent)
        #expect(try await users.delete(ann, keepingAnAdministrator: false) == .done)
    }

    // MARK: Race

    @Test("Racing callers who each remove a different administrator leave one", arguments: Backend.available)
    func racingCallersLeaveAnAdministrator(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        for index in 0..<30 {
            let user = User(
                id: ID("us-\(index)"),
                name: "u\(index)",
                isAdministrator: true,
                createdAt: People.dawn,
                personalWorkspace: ID("ws-u\(index)")
            )
            #expect(try await users.add(user, personal: People.personal("u\(index)")))
        }
        let outcomes = try await race(30) { index in
            let id = ID<User>("us-\(index)")
            return switch index % 3 {
            case 0: try await users.set(.disabled, for: id, keepingAnAdministrator: true)
            case 1:
                try await users.describe(id, as: UserDescription(isAdministrator: false), keepingAnAdministrator: true)
            default: try await users.delete(id, keepingAnAdministrator: true)
            }
        }
        #expect(outcomes.count { $0 == .lastAdministrator } == 1)
        let left = try await users.users(PageRequest(limit: 100)).items.filter {
            $0.isAdministrator && $0.status == .active
        }
        #expect(left.count == 1)
    }

    @Test(arguments: Backend.available)
    func oneOfRacingCallersWithTheSameNameIsAdded(backend: Backend) async throws {
        let stores = try backend.open()
        let wins = try await race(50) { index in
            let (user, personal) = People.namesake(index)
            return try await stores.identity.users.add(user, personal: personal)
        }
        #expect(wins.count { $0 } == 1)
        #expect(try await stores.identity.workspaces.workspaces(PageRequest(limit: 100)).total == 1)
    }
}
