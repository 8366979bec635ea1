import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Invitations") struct InvitationStoreTests {
    private func invitation(
        _ id: String,
        by maker: String? = nil,
        makesAccount: Bool = false,
        role: Role = .reader,
        workspace: String? = "ws-crew",
        createdAt: Timestamp = People.dawn
    ) -> Invitation {
        Invitation(
            id: ID(id),
            workspace: workspace.map { ID($0) },
            role: role,
            invitedBy: maker.map { ID("us-\($0)") },
            makesAccount: makesAccount,
            note: "for \(id)",
            createdAt: createdAt,
            expiresAt: People.dawn.advanced(by: .seconds(1_000))
        )
    }

    private func roles(_ fixture: AuthorizationStoreFixture) async throws -> [String: Role] {
        let members = try await fixture.identity.workspaces.members(of: ID("ws-crew"))
        return Dictionary(uniqueKeysWithValues: members.map { ($0.user.name, $0.role) })
    }

    /// Adds carol, and enrolls her with the invitation of the seed.
    private func enroll(_ fixture: AuthorizationStoreFixture, _ seed: UInt8, as name: String) async throws
        -> InvitationAcceptance
    {
        try await fixture.invitations.enroll(
            fixture.digest(seed),
            as: People.user(name),
            personal: People.personal(name),
            password: PasswordHash(encoded: "hash"),
            at: fixture.later(1)
        )
    }

    @Test(
        "An invitation is found by its digest until it expires, listed newest first, and withdrawn",
        arguments: Backend.available
    )
    func found(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let (first, second) = (invitation("a"), invitation("b", createdAt: fixture.later(1)))
            #expect(try await fixture.invitations.add(first, digest: fixture.digest(1), limit: 5))
            #expect(try await fixture.invitations.add(second, digest: fixture.digest(2), limit: 5))
            let open = try #require(try await fixture.invitations.invitation(fixture.digest(2), at: fixture.later(999)))
            #expect(open.invitation == second && open.workspace?.name == "crew" && open.inviter == nil)
            #expect(try await fixture.invitations.invitation(fixture.digest(3), at: fixture.dawn) == nil)
            #expect(try await fixture.invitations.invitation(fixture.digest(2), at: fixture.later(1_000)) == nil)
            #expect(try await fixture.invitations.invitations(to: ID("ws-crew"), at: fixture.dawn) == [second, first])
            #expect(try await fixture.invitations.invitations(to: ID("ws-ann"), at: fixture.dawn).isEmpty)
            #expect(try await !fixture.invitations.withdraw(ID("a"), to: ID("ws-ann")))
            #expect(try await fixture.invitations.withdraw(ID("a"), to: ID("ws-crew")))
            #expect(try await fixture.invitations.invitation(fixture.digest(1), at: fixture.dawn) == nil)
            #expect(try await fixture.invitations.purge(expiredBefore: fixture.later(1_001)) == 1)
        }
    }

    /// An invitation to the server alone, by ann, who administers it.
    private func toServer(_ fixture: AuthorizationStoreFixture, _ id: String, seed: UInt8) async throws -> Bool {
        let description = UserDescription(displayName: nil, email: nil, isAdministrator: true)
        _ = try await fixture.identity.users.describe(ID("us-ann"), as: description)
        let made = invitation(id, by: "ann", makesAccount: true, workspace: nil)
        return try await fixture.invitations.add(made, digest: fixture.digest(seed), limit: 5)
    }

    @Test("One to the server alone makes one account without a team; nobody joins by it", arguments: Backend.available)
    func server(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let invitations = fixture.invitations
            #expect(try await toServer(fixture, "a", seed: 1))
            let open = try #require(try await invitations.invitation(fixture.digest(1), at: fixture.dawn))
            #expect(open.workspace == nil && open.inviter == "ann")
            #expect(try await invitations.invitations(to: nil, at: fixture.dawn).map(\.id.rawValue) == ["a"])
            #expect(try await invitations.invitations(to: ID("ws-crew"), at: fixture.dawn).isEmpty)
            #expect(try await invitations.accept(fixture.digest(1), by: ID("us-bob"), at: fixture.dawn) == .gone)
            let outcomes = try await race(8) { try await enroll(fixture, 1, as: "carol\($0)") }
            #expect(outcomes.count { $0 == .joined } == 1 && outcomes.count { $0 == .gone } == 7)
            let created = try await fixture.identity.users.users(PageRequest(limit: 20)).items.filter {
                $0.name.hasPrefix("carol")
            }
            #expect(created.count == 1)
            let memberships = try await fixture.identity.workspaces.memberships(of: created[0].id)
            #expect(memberships.map(\.workspace.kind) == [.personal])
            #expect(try await roles(fixture) == ["ann": .member])
        }
    }

    @Test(
        "One to the server ends with its maker's right, is withdrawn only as such, and is limited",
        arguments: Backend.available
    )
    func serverLimits(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let invitations = fixture.invitations
            for seed in UInt8(1)...6 { #expect(try await toServer(fixture, "i\(seed)", seed: seed) == (seed < 6)) }
            let team = invitation("t")
            #expect(try await invitations.add(team, digest: fixture.digest(9), limit: 5))
            #expect(try await !invitations.withdraw(ID("i1"), to: ID("ws-crew")))
            #expect(try await !invitations.withdraw(ID("t"), to: nil))
            #expect(try await invitations.withdraw(ID("i1"), to: nil))
            let plain = UserDescription(displayName: nil, email: nil, isAdministrator: false)
            _ = try await fixture.identity.users.describe(ID("us-ann"), as: plain)
            #expect(try await invitations.invitation(fixture.digest(2), at: fixture.dawn) == nil)
            #expect(try await enroll(fixture, 2, as: "carol") == .gone)
            #expect(try await invitations.invitations(to: nil, at: fixture.dawn).isEmpty)
            #expect(try await invitations.invitation(fixture.digest(9), at: fixture.dawn) != nil)
        }
    }

    @Test("A workspace has at most the limit, and a personal one none", arguments: Backend.available)
    func limits(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let added = try await race(10) {
                try await fixture.invitations.add(invitation("i\($0)"), digest: fixture.digest(UInt8($0)), limit: 4)
            }
            #expect(added.count { $0 } == 4)
            let personal = invitation("p", workspace: "ws-ann")
            #expect(try await !fixture.invitations.add(personal, digest: fixture.digest(99), limit: 4))
        }
    }

    @Test("race: one of many accepts; a member spends nothing and keeps the role", arguments: Backend.available)
    func accepted(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.invitations.add(invitation("a", role: .admin), digest: fixture.digest(1), limit: 5)
            let member = try await fixture.invitations.accept(fixture.digest(1), by: ID("us-ann"), at: fixture.later(1))
            #expect(member == .isMember)
            for name in ["carl", "dora", "emil"] {
                _ = try await fixture.identity.users.add(People.user(name), personal: People.personal(name))
            }
            let names = ["bob", "carl", "dora", "emil"]
            let outcomes = try await race(20) {
                try await fixture.invitations.accept(
                    fixture.digest(1),
                    by: ID("us-\(names[$0 % 4])"),
                    at: fixture.later(1)
                )
            }
            #expect(outcomes.count { $0 == .joined } == 1 && outcomes.count { $0 == .gone } + 1 == outcomes.count)
            let roles = try await roles(fixture)
            #expect(roles["ann"] == .member && roles.count == 2 && roles.values.contains(.admin))
        }
    }

    @Test("Expired, withdrawn and unknown ones, and disabled people, get nothing", arguments: Backend.available)
    func refused(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.invitations.add(invitation("a"), digest: fixture.digest(1), limit: 5)
            for (seed, second) in [(1, 1_000), (2, 1)] as [(UInt8, Int64)] {
                let outcome = try await fixture.invitations.accept(
                    fixture.digest(seed),
                    by: ID("us-bob"),
                    at: fixture.later(second)
                )
                #expect(outcome == .gone)
            }
            _ = try await fixture.identity.users.set(.disabled, for: ID("us-bob"))
            #expect(
                try await fixture.invitations.accept(fixture.digest(1), by: ID("us-bob"), at: fixture.later(1)) == .gone
            )
            #expect(try await enroll(fixture, 1, as: "carol") == .gone)
            #expect(try await fixture.identity.users.user(named: "carol") == nil)
            #expect(try await roles(fixture) == ["ann": .member])
        }
    }

    @Test("An invitation ends with its maker's right to make it", arguments: Backend.available)
    func makers(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            func open() async throws -> [Bool] {
                var found: [Bool] = []
                for seed in [1, 2] as [UInt8] {
                    found.append(
                        try await fixture.invitations.invitation(fixture.digest(seed), at: fixture.dawn) != nil
                    )
                }
                return found
            }
            let workspaces = fixture.identity.workspaces
            _ = try await workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: .admin)
            _ = try await fixture.invitations.add(invitation("a", by: "ann"), digest: fixture.digest(1), limit: 5)
            let account = invitation("b", by: "ann", makesAccount: true)
            _ = try await fixture.invitations.add(account, digest: fixture.digest(2), limit: 5)
            #expect(try await open() == [true, false])
            #expect(try await enroll(fixture, 2, as: "carol") == .gone)
            let description = UserDescription(displayName: nil, email: nil, isAdministrator: true)
            _ = try await fixture.identity.users.describe(ID("us-ann"), as: description)
            #expect(try await open() == [true, true])
            _ = try await workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: .member)
            #expect(try await open() == [false, false])
            #expect(
                try await fixture.invitations.accept(fixture.digest(1), by: ID("us-bob"), at: fixture.dawn) == .gone
            )
            _ = try await fixture.identity.users.delete(ID("us-ann"))
            _ = try await workspaces.setMember(ID("us-bob"), of: ID("ws-crew"), role: .admin)
            #expect(try await fixture.invitations.invitations(to: ID("ws-crew"), at: fixture.dawn).isEmpty)
        }
    }

    @Test("race: one new account for one invitation; nothing is left of the others", arguments: Backend.available)
    func enrolled(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let account = invitation("a", makesAccount: true, role: .member)
            _ = try await fixture.invitations.add(account, digest: fixture.digest(1), limit: 5)
            #expect(try await enroll(fixture, 1, as: "bob") == .nameTaken)
            let outcomes = try await race(8) { try await enroll(fixture, 1, as: "new\($0)") }
            #expect(outcomes.count { $0 == .joined } == 1 && outcomes.count { $0 == .gone } == 7)
            let people = try await fixture.identity.users.users(PageRequest(limit: 20)).items
            #expect(people.count == 3)
            let new = try #require(people.first { $0.name.hasPrefix("new") })
            #expect(try await fixture.passwords.password(of: new.id) == PasswordHash(encoded: "hash"))
            #expect(try await roles(fixture)[new.name] == .member)
            #expect(try await fixture.identity.workspaces.memberships(of: new.id).count == 2)
        }
    }
}
