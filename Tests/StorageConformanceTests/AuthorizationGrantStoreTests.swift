import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationGrantStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func aClientThatActsForItselfIsAdminOfItsOneWorkspace(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let grant = registry.grant("g1", user: nil)
            try await registry.own(grant)
            let live = try #require(try await registry.grants.resolve(ID("g1")))
            #expect(live.grant == grant && live.user == nil)
            #expect(live.entries == [.init(workspace: ID("ws-crew"), role: .admin, privacy: .shared)])
        }
    }

    @Test(arguments: Backend.available)
    func aPersonsGrantHasTheRoleThePersonHasNow(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1", workspace: "ws-crew"))
            for role in [Role.member, .reader, .admin] {
                _ = try await registry.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: role)
                #expect(try await registry.grants.resolve(ID("g1"))?.entries.map(\.role) == [role])
            }
            #expect(try await registry.identity.workspaces.removeMember(ID("us-ann"), of: ID("ws-crew")))
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func grantsAreListedPerPersonOldestFirst(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1", createdAt: registry.later(9)), code: 1)
            try await registry.live(registry.grant("g2", createdAt: registry.later(3)), code: 2)
            try await registry.live(registry.grant("g3", user: "bob"), code: 3)
            try await registry.own(registry.grant("g4", user: nil))
            #expect(try await registry.grants.grants(of: ID("us-ann")).map(\.id.rawValue) == ["g2", "g1"])
        }
    }

    @Test(arguments: Backend.available)
    func revokingAGrantEndsItsRefreshTokens(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), refresh: 1)
            #expect(try await registry.grants.refreshToken(registry.digest(1)) == registry.refreshToken("g1"))
            #expect(try await registry.grants.revoke(ID("g1")))
            #expect(try await registry.grants.refreshToken(registry.digest(1)) == nil)
            #expect(
                try await registry.grants.grant(ofRefresh: registry.digest(1), client: ID("c1"), at: registry.dawn)
                    == nil
            )
            let again = try await registry.grants.rotate(
                registry.digest(1),
                client: ID("c1"),
                successor: registry.digest(2),
                expiresAt: registry.later(9),
                at: registry.dawn
            )
            #expect(again == .unknown)
        }
    }

    // MARK: Race

    /// A client that is being removed while it asks for a token.
    @Test(arguments: Backend.available)
    func nothingIsGrantedToAClientThatIsNotThere(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            #expect(
                try await registry.grants.add(registry.grant("g0", user: nil), expiresAt: registry.later(900)) == false
            )
            #expect(try await registry.grants.resolve(ID("g0")) == nil)
            for round in 0..<10 {
                let (client, grant) = ("c\(round)", "g\(round)")
                _ = try await registry.clients.add(registry.client(client, origin: .preregistered), limit: nil)
                _ = try await race(2) { index in
                    if index == 0 {
                        try await registry.clients.delete(ID(client))
                    } else {
                        try await registry.grants.add(
                            registry.grant(grant, client: client, user: nil),
                            expiresAt: registry.later(900)
                        )
                    }
                }
                #expect(try await registry.grants.resolve(ID(grant)) == nil)
            }
        }
    }

    @Test(arguments: Backend.available)
    func ofRacingCallersOneRevokes(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"))
            #expect(try await race(30) { _ in try await registry.grants.revoke(ID("g1")) }.count { $0 } == 1)
        }
    }

    // MARK: Time

    /// `purge` at day two: what can still make or be a token stays.
    @Test(arguments: Backend.available)
    func purgeTakesGrantsOfWhichNothingCanCome(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let (now, day) = (registry.later(2 * 86_400), Int64(86_400))
            // idle family; slid family; never had a refresh token, long ago and just now; a client's own, over and not.
            try await registry.live(registry.grant("idle"), code: 1, refresh: 1, until: registry.later(day))
            try await registry.live(registry.grant("slid"), code: 2, refresh: 2, until: registry.later(day))
            try await registry.live(registry.grant("bare"), code: 3)
            try await registry.live(registry.grant("young", createdAt: registry.later(2 * day - 60)), code: 4)
            try await registry.own(registry.grant("over", user: nil), until: registry.later(2 * day - 1))
            try await registry.own(registry.grant("own", user: nil), until: registry.later(2 * day + 1))
            _ = try await registry.grants.rotate(
                registry.digest(2),
                client: ID("c1"),
                successor: registry.digest(3),
                expiresAt: registry.later(3 * day),
                at: registry.later(10)
            )
            #expect(try await registry.grants.purge(expiredBefore: now) > 0)
            for (id, stays) in [
                ("idle", false), ("slid", true), ("bare", false), ("young", true), ("over", false), ("own", true),
            ] {
                #expect(try await (registry.grants.resolve(ID(id)) != nil) == stays, "\(id)")
            }
            #expect(try await registry.grants.refreshToken(registry.digest(2)) == nil)
            #expect(try await registry.grants.refreshToken(registry.digest(3)) != nil)
            #expect(try await registry.grants.purge(expiredBefore: now) == 0)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func aGrantGoesWithItsUserAndItsRefreshTokensWithIt(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.live(registry.grant("g1"), code: 1, refresh: 1)
            try await registry.live(registry.grant("g2", user: "bob"), code: 2)
            #expect(try await registry.identity.users.delete(ID("us-ann")))
            #expect(try await registry.grants.resolve(ID("g1")) == nil)
            #expect(try await registry.grants.refreshToken(registry.digest(1)) == nil)
            #expect(try await registry.grants.resolve(ID("g2")) != nil)
        }
    }
}
