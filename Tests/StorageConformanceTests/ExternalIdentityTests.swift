import Base
import Identity
import TestSupport
import Testing

/// Users from an identity provider: found, linked and created.
@Suite struct ExternalIdentityTests {
    private let provider = ExternalIdentity(issuer: "https://idp.example", subject: "248289761001")

    @Test(arguments: Backend.available)
    func aUserIsFoundByTheWholeIdentity(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        #expect(try await users.user(of: provider) == nil)
        let user = try await users.provision(provider, candidate: People.user("ann"), personal: People.personal("ann"))
        #expect(try await users.user(of: provider) == user)
        for other in [
            ExternalIdentity(issuer: "https://other.example", subject: provider.subject),
            ExternalIdentity(issuer: provider.issuer, subject: "1"),
        ] {
            #expect(try await users.user(of: other) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func anIdentityIsLinkedOnlyToTheOneUserWithItsEmail(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        for (name, email) in [("ann", "Ann@example.org"), ("bob", "shared@example.org"), ("cyd", "shared@example.org")]
        {
            let user = User(
                id: ID("us-\(name)"),
                name: name,
                email: email,
                createdAt: People.dawn,
                personalWorkspace: ID("ws-\(name)")
            )
            _ = try await users.add(user, personal: People.personal(name))
        }
        try await users.link(provider, toUserWithEmail: "shared@example.org")
        try await users.link(provider, toUserWithEmail: "nobody@example.org")
        try await users.link(provider, toUserWithEmail: "ann@example.org")
        let other = try await users.provision(provider, candidate: People.user("new"), personal: People.personal("new"))
        #expect(other.name == "ann")
        // Linked once, an identity stays with its user.
        _ = try await users.describe(ID("us-bob"), as: UserDescription(email: "bob@example.org"))
        try await users.link(provider, toUserWithEmail: "bob@example.org")
        #expect(
            try await users.provision(provider, candidate: People.user("new"), personal: People.personal("new")).name
                == "ann"
        )
    }

    /// When a provider gives an address to another person, that person has a new subject.
    @Test(arguments: Backend.available)
    func aNewSubjectWithAKnownAddressIsAnotherUser(backend: Backend) async throws {
        let stores = try backend.open()
        let users = stores.identity.users
        let ann = People.user("ann", email: "ann@example.org")
        _ = try await users.add(ann, personal: People.personal("ann"))
        let others = [("successor", provider.issuer, false), ("1", "https://other.example", true)]
        try await users.link(provider, toUserWithEmail: "ann@example.org")
        for (subject, issuer, isAnn) in others {
            let identity = ExternalIdentity(issuer: issuer, subject: subject)
            try await users.link(identity, toUserWithEmail: "ann@example.org")
            let found = try await users.provision(
                identity,
                candidate: People.user("new"),
                personal: People.personal("new")
            )
            #expect((found.id == ann.id) == isAnn, "\(issuer) \(subject)")
        }
    }

    @Test(arguments: Backend.available)
    func aHundredConcurrentFirstRequestsCreateOneUserAndOneWorkspace(backend: Backend) async throws {
        let stores = try backend.open()
        let users = try await race(100) { index in
            let (candidate, personal) = People.namesake(index, workspace: "ann")
            return try await stores.identity.users.provision(provider, candidate: candidate, personal: personal)
        }
        #expect(Set(users).count == 1)
        #expect(users[0].name == "ann")
        #expect(try await stores.identity.users.users(PageRequest(limit: 10)).total == 1)
        #expect(try await stores.identity.workspaces.workspaces(PageRequest(limit: 10)).total == 1)
    }

    @Test("Of racing identities of one issuer with the same address one is linked", arguments: Backend.available)
    func racingLinks(backend: Backend) async throws {
        let stores = try backend.open()
        let (user, users) = (People.user("ann", email: "ann@example.org"), stores.identity.users)
        _ = try await users.add(user, personal: People.personal("ann"))
        _ = try await race(20) { index in
            try await users.link(
                ExternalIdentity(issuer: provider.issuer, subject: "\(index)"),
                toUserWithEmail: "ann@example.org"
            )
        }
        var linked = 0
        for index in 0..<20 {
            let identity = ExternalIdentity(issuer: provider.issuer, subject: "\(index)")
            if try await users.user(of: identity)?.id == user.id { linked += 1 }
        }
        #expect(linked == 1)
    }

    @Test(arguments: Backend.available)
    func sameNamesAtDifferentProvidersBecomeDifferentUsers(backend: Backend) async throws {
        let stores = try backend.open()
        let users = try await race(10) { index in
            let (candidate, personal) = People.namesake(index, workspace: "ann")
            let identity = ExternalIdentity(issuer: "https://idp\(index).example", subject: "1")
            return try await stores.identity.users.provision(identity, candidate: candidate, personal: personal)
        }
        #expect(Set(users.map(\.name)) == Set(["ann"] + (2...10).map { "ann-\($0)" }))
    }

    /// Otherwise each new user would cost as many writes as there are users with the same name, and an issuer that
    /// gives every user the same name would block the store.
    @Test(arguments: Backend.available)
    func nameSuffixesAreLimited(backend: Backend) async throws {
        let stores = try backend.open()
        var names: [String] = []
        for index in 1...13 {
            let id = "US-0123456-\(index)"
            let (candidate, personal) = People.namesake(index, id: id, workspace: id)
            let identity = ExternalIdentity(issuer: provider.issuer, subject: id)
            names.append(
                try await stores.identity.users.provision(identity, candidate: candidate, personal: personal).name
            )
        }
        #expect(names == ["ann"] + (2...10).map { "ann-\($0)" } + ["ann-3456-11", "ann-3456-12", "ann-3456-13"])
    }
}
