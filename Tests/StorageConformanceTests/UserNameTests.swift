import Base
import Identity
import Memories
import TestSupport
import Testing

/// The reservation of deleted users' names, and which spellings count as one name.
@Suite struct UserNameTests {
    /// Bob with a memory in a private team, a shared team, and memories that a back end filed under his name in a team
    /// he is not in.
    private struct Teams {
        let stores: TemporaryStores
        let guarded = People.team("guarded", privacy: .privatePerUser)
        let shared = People.team("shared")

        init(_ backend: Backend) async throws {
            stores = try backend.open()
            for workspace in [guarded, shared] { _ = try await stores.identity.workspaces.add(workspace) }
            #expect(try await add("us-bob"))
            for workspace in [guarded, shared] { try await join(workspace, "us-bob") }
            for workspace in [guarded, shared] { try await remember(workspace, "secret") }
        }

        func add(_ id: String, _ name: String = "bob") async throws -> Bool {
            let personal = Workspace(
                id: ID("ws-\(id)"),
                name: "personal-\(id)",
                kind: .personal,
                privacy: .privatePerUser,
                createdAt: People.dawn
            )
            let user = User(id: ID(id), name: name, createdAt: People.dawn, personalWorkspace: personal.id)
            return try await stores.identity.users.add(user, personal: personal)
        }

        func join(_ workspace: Workspace, _ id: String) async throws {
            #expect(try await stores.identity.workspaces.setMember(ID(id), of: workspace.id, role: .member))
        }

        func service(_ workspace: Workspace) throws -> Access {
            try AccessPolicy.access(People.service(in: workspace), to: .write)
        }

        func bob(_ workspace: Workspace) throws -> Access {
            try AccessPolicy.access(People.person("bob", in: workspace, role: .member), to: .write)
        }

        func remember(_ workspace: Workspace, _ id: String) async throws {
            let memory = Memory(id: id, text: "the old bob's", kind: .semantic, userID: "bob", createdAt: People.dawn)
            try await stores.memories.put(
                service(workspace),
                [StoredMemory(memory: memory, searchText: memory.text, vector: nil)],
                model: nil
            )
            let session = SessionKey(sessionID: id, userID: "bob", namespace: nil)
            try await stores.workingMemory.put(
                service(workspace),
                WorkingMemory(
                    key: session,
                    memories: [memory],
                    createdAt: People.dawn,
                    updatedAt: People.dawn,
                    lastAccessed: People.dawn
                )
            )
        }

        func found(_ access: Access) async throws -> Int {
            let memories = try await stores.memories.list(
                access,
                MemoryFilter(),
                order: .oldestFirst,
                page: PageRequest(limit: 9)
            ).total
            let sessions = try await stores.workingMemory.sessions(
                access,
                userID: nil,
                namespace: nil,
                page: PageRequest(limit: 9),
                at: People.dawn
            )
            return memories + sessions.total
        }
    }

    @Test(
        "A user who gets a deleted user's name finds none of the old memories in private teams",
        arguments: Backend.available
    )
    func aReusedNameFindsNothing(backend: Backend) async throws {
        let teams = try await Teams(backend)
        #expect(try await teams.stores.identity.users.delete(ID("us-bob")))
        _ = try await teams.stores.promotions.promote(limit: 9, at: People.dawn)
        #expect(try await teams.found(teams.service(teams.guarded)) == 0)
        #expect(try await teams.add("us-new"))
        try await teams.join(teams.guarded, "us-new")
        #expect(try await teams.found(teams.bob(teams.guarded)) == 0)
        // Shared memories stay with the team.
        #expect(try await teams.found(teams.service(teams.shared)) > 0)
    }

    @Test("An erased user leaves nothing under the name in teams the user was in", arguments: Backend.available)
    func erasedLeavesNothing(backend: Backend) async throws {
        let teams = try await Teams(backend)
        let users = teams.stores.identity.users
        let bob = try #require(try await users.user(ID("us-bob")))
        guard case .done = try await users.erase(bob, as: "erased-1", keepingAnAdministrator: false) else {
            Issue.record("not erased")
            return
        }
        for workspace in [teams.guarded, teams.shared] {
            #expect(try await teams.found(teams.service(workspace)) == 0)
        }
        #expect(try await teams.add("us-new"))
    }

    @Test(
        "A deleted user's name is reserved while memories remain in a private team the user had left",
        arguments: Backend.available
    )
    func aNameWithMemoriesIsReserved(backend: Backend) async throws {
        let teams = try await Teams(backend)
        let users = teams.stores.identity.users
        #expect(try await teams.stores.identity.workspaces.removeMember(ID("us-bob"), of: teams.guarded.id))
        #expect(try await users.delete(ID("us-bob")))
        #expect(try await teams.add("us-new") == false)
        for (index, name) in ["BOB", "Bob", "\u{ff42}ob"].enumerated() {
            // The last is another name: a full-width b.
            let isOther = index == 2
            #expect(try await teams.add("us-twin-\(index)", name) == isOther, "\(name)")
        }
        #expect(try await users.user(ID("us-new")) == nil)
        let provisioned = try await users.provision(
            ExternalIdentity(issuer: "i", subject: "s"),
            candidate: People.user("bob"),
            personal: People.personal("bob")
        )
        #expect(provisioned.name == "bob-2")
        let shouted = try await users.provision(
            ExternalIdentity(issuer: "i", subject: "t"),
            candidate: People.user("BOB"),
            personal: People.personal("BOB")
        )
        #expect(shouted.name == "BOB-3")
        // When no memories remain, the name is free.
        #expect(try await teams.stores.userProfiles.delete(teams.service(teams.guarded), id: "bob"))
        #expect(try await teams.add("us-new"))
        // Memories that a back end files under a name without an account reserve nothing.
        try await teams.remember(teams.guarded, "later")
        #expect(try await users.delete(ID("us-new")))
    }

    @Test("Names that differ only in case count as equal for new users and at login", arguments: Backend.available)
    func caseIsIgnored(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        #expect(try await users.add(People.user("Ana"), personal: People.personal("Ana")))
        for (index, twin) in ["ana", "ANA", "Ana"].enumerated() {
            let user = People.user(twin, id: "us-\(index)")
            #expect(try await users.add(user, personal: People.personal(twin)) == false)
        }
        for typed in ["Ana", "ana", " ANA\t", "\u{a0}ana"] {
            #expect(try await users.user(loggingInAs: typed)?.name == "Ana", "\(typed)")
        }
        for typed in ["an", "ana x", "", " "] { #expect(try await users.user(loggingInAs: typed) == nil) }
        #expect(try await users.add(People.user("Zo\u{eb}"), personal: People.personal("zoe")))
        #expect(try await users.user(loggingInAs: "ZOE\u{308}")?.name == "Zo\u{eb}")
        let namesake = try await users.provision(
            ExternalIdentity(issuer: "i", subject: "s"),
            candidate: People.user("ANA", id: "us-x"),
            personal: Workspace(
                id: ID("ws-ANA"),
                name: "x",
                kind: .personal,
                privacy: .privatePerUser,
                createdAt: People.dawn
            )
        )
        #expect(namesake.name == "ANA-2")
    }

    @Test("Of racing callers with one name in different cases, one adds a user", arguments: Backend.available)
    func racingCasesCreateOneUser(backend: Backend) async throws {
        let stores = try backend.open()
        let made = try await race(20) { index in
            let name = index % 2 == 0 ? "ana" : "ANA"
            let personal = Workspace(
                id: ID("ws-\(index)"),
                name: "w\(index)",
                kind: .personal,
                privacy: .privatePerUser,
                createdAt: People.dawn
            )
            return try await stores.identity.users.add(
                User(id: ID("us-\(index)"), name: name, createdAt: People.dawn, personalWorkspace: personal.id),
                personal: personal
            )
        }
        #expect(made.count { $0 } == 1)
    }
}
