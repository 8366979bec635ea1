import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationGrantStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func aClientThatActsForItselfIsAdminOfItsOneWorkspace(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let grant = fixture.grant("g1", user: nil)
            try await fixture.own(grant)
            let live = try #require(try await fixture.grants.resolve(ID("g1")))
            #expect(live.grant == grant && live.user == nil)
            #expect(live.entries == [.init(workspace: ID("ws-crew"), role: .admin, privacy: .shared, name: "crew")])
        }
    }

    @Test(arguments: Backend.available)
    func aGrantReadsInOtherWorkspacesOfItsUserAsAReader(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1", alsoReads: ["ws-crew", "ws-bob", "ws-none"]), refresh: 2)
            let crew = Principal.Entry(workspace: ID("ws-crew"), role: .reader, privacy: .shared, name: "crew")
            let live = try #require(try await fixture.grants.resolve(ID("g1")))
            #expect(live.grant.alsoReads == [ID("ws-crew"), ID("ws-bob"), ID("ws-none")])
            #expect(live.entries.map(\.workspace) == [ID("ws-ann"), ID("ws-crew")] && live.entries[1] == crew)
            _ = try await fixture.identity.workspaces.removeMember(ID("us-ann"), of: ID("ws-crew"))
            #expect(try await fixture.grants.resolve(ID("g1"))?.entries.map(\.workspace) == [ID("ws-ann")])
        }
    }

    @Test(arguments: Backend.available)
    func aGrantHasTheUsersCurrentRole(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1", workspace: "ws-crew"))
            for role in [Role.member, .reader, .admin] {
                _ = try await fixture.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: role)
                #expect(try await fixture.grants.resolve(ID("g1"))?.entries.map(\.role) == [role])
            }
            #expect(try await fixture.identity.workspaces.removeMember(ID("us-ann"), of: ID("ws-crew")))
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func grantsAreListedPerUserOldestFirst(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1", createdAt: fixture.later(9)), code: 1)
            try await fixture.live(fixture.grant("g2", createdAt: fixture.later(3)), code: 2)
            try await fixture.live(fixture.grant("g3", user: "bob"), code: 3)
            try await fixture.own(fixture.grant("g4", user: nil))
            #expect(try await fixture.grants.grants(of: ID("us-ann")).map(\.id.rawValue) == ["g2", "g1"])
        }
    }

    @Test(arguments: Backend.available)
    func revokingAGrantEndsItsRefreshTokens(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), refresh: 1)
            #expect(try await fixture.grants.refreshToken(fixture.digest(1)) == fixture.refreshToken("g1"))
            #expect(try await fixture.grants.revoke(ID("g1")))
            #expect(try await fixture.grants.refreshToken(fixture.digest(1)) == nil)
            #expect(
                try await fixture.grants.grant(ofRefresh: fixture.digest(1), client: ID("c1"), at: fixture.dawn)
                    == nil
            )
            let again = try await fixture.rotate(1, to: 2, at: 0)
            #expect(again == .unknown)
        }
    }

    // MARK: Race

    /// A client that is being removed while it asks for a token.
    @Test(arguments: Backend.available)
    func aMissingClientGetsNoGrant(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            #expect(
                try await fixture.grants.add(fixture.grant("g0", user: nil), expiresAt: fixture.later(900)) == false
            )
            #expect(try await fixture.grants.resolve(ID("g0")) == nil)
            for round in 0..<10 {
                let (client, grant) = ("c\(round)", "g\(round)")
                _ = try await fixture.clients.add(fixture.client(client, origin: .preregistered), limit: nil)
                _ = try await race(2) { index in
                    if index == 0 {
                        try await fixture.clients.delete(ID(client))
                    } else {
                        try await fixture.grants.add(
                            fixture.grant(grant, client: client, user: nil),
                            expiresAt: fixture.later(900)
                        )
                    }
                }
                #expect(try await fixture.grants.resolve(ID(grant)) == nil)
            }
        }
    }

    @Test(arguments: Backend.available)
    func onlyOneRacingCallerRevokesAGrant(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"))
            #expect(try await race(30) { _ in try await fixture.grants.revoke(ID("g1")) }.count { $0 } == 1)
        }
    }

    // MARK: Time

    /// `purge` on day two keeps every grant that can still yield a token.
    @Test(arguments: Backend.available)
    func purgeDeletesGrantsThatCanYieldNoMoreTokens(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let (now, day) = (fixture.later(2 * 86_400), Int64(86_400))
            // An idle and a used family; grants without a refresh token, old and new; a client's own, expired and live.
            try await fixture.live(fixture.grant("idle"), code: 1, refresh: 1, until: fixture.later(day))
            try await fixture.live(fixture.grant("slid"), code: 2, refresh: 2, until: fixture.later(day))
            try await fixture.live(fixture.grant("bare"), code: 3)
            try await fixture.live(fixture.grant("young", createdAt: fixture.later(2 * day - 60)), code: 4)
            try await fixture.own(fixture.grant("over", user: nil), until: fixture.later(2 * day - 1))
            try await fixture.own(fixture.grant("own", user: nil), until: fixture.later(2 * day + 1))
            _ = try await fixture.rotate(2, to: 3, until: 3 * day)
            #expect(try await fixture.grants.purge(expiredBefore: now) > 0)
            for (id, stays) in [
                ("idle", false), ("slid", true), ("bare", false), ("young", true), ("over", false), ("own", true),
            ] {
                #expect(try await (fixture.grants.resolve(ID(id)) != nil) == stays, "\(id)")
            }
            #expect(try await fixture.grants.refreshToken(fixture.digest(2)) == nil)
            #expect(try await fixture.grants.refreshToken(fixture.digest(3)) != nil)
            #expect(try await fixture.grants.purge(expiredBefore: now) == 0)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aGrantAndItsRefreshTokensAreDeletedWithTheUser(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.live(fixture.grant("g1"), code: 1, refresh: 1)
            try await fixture.live(fixture.grant("g2", user: "bob"), code: 2)
            #expect(try await fixture.identity.users.delete(ID("us-ann")))
            #expect(try await fixture.grants.resolve(ID("g1")) == nil)
            #expect(try await fixture.grants.refreshToken(fixture.digest(1)) == nil)
            #expect(try await fixture.grants.resolve(ID("g2")) != nil)
        }
    }
}
