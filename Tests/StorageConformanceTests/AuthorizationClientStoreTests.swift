import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationClientStoreTests {
    // MARK: Law

    @Test(arguments: Backend.available)
    func aClientIsReadBackAsItWasAdded(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            var client = Client(
                id: ID("c1"),
                origin: .preregistered,
                name: "Ünï",
                redirectURIs: [
                    try RedirectURI("https://c1.example/cb?x=1"), try RedirectURI("http://127.0.0.1:1/cb"),
                ],
                applicationType: .native,
                method: .privateKeyJWT,
                grantTypes: [.clientCredentials, .refreshToken],
                scopes: OAuthScopes([.memoryAdmin, .openid]),
                createdAt: fixture.dawn
            )
            client.uri = "https://c1.example"
            client.logoURI = "https://c1.example/logo.png"
            client.softwareID = "s"
            client.softwareVersion = "1"
            client.secretDigest = fixture.digest(1)
            client.keys = ["keys": [["kty": "OKP"]]]
            client.keysURI = "https://c1.example/jwks"
            client.workspace = ID("ws-crew")
            client.registrationDigest = fixture.digest(2)
            client.lastUsedAt = fixture.later(5)
            #expect(try await fixture.clients.add(client, limit: nil))
            #expect(try await fixture.clients.client(ID("c1")) == client)
            #expect(try await fixture.clients.client(ID("C1")) == nil)
        }
    }

    @Test("The registration of a paused client is known to its user, also after its end", arguments: Backend.available)
    func pausedRegistrations(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let pauses = fixture.identity.pauses
            for (id, second) in [("c1", 1), ("c2", 2), ("gone", 3)] as [(String, Int64)] {
                if id != "gone" { _ = try await fixture.clients.add(fixture.client(id), limit: nil) }
                try await pauses.pause(ApplicationID(.registered, id: id), by: ID("us-ann"), at: fixture.later(second))
            }
            try await pauses.pause(ApplicationID(.document, id: "c1"), by: ID("us-bob"), at: fixture.later(4))
            let known = try ["c1", "c2"].map { id in
                PausedRegistration(
                    client: ID(id),
                    name: "Client \(id)",
                    redirectURIs: [try RedirectURI("https://\(id).example/cb")]
                )
            }
            let gone = PausedRegistration(client: ID("gone"), name: nil, redirectURIs: [])
            #expect(try await fixture.clients.paused(by: ID("us-ann")) == known + [gone])
            #expect(try await fixture.clients.delete(ID("c1")))
            #expect(try await fixture.clients.purge(unusedSince: fixture.later(100)) == 1)
            #expect(try await fixture.clients.paused(by: ID("us-ann")) == known + [gone])
            #expect(try await fixture.clients.paused(by: ID("us-bob")).isEmpty)
            #expect(try await pauses.resume(ApplicationID(.registered, id: "c1"), by: ID("us-ann")))
            #expect(try await fixture.clients.paused(by: ID("us-ann")) == [known[1], gone])
        }
    }

    @Test(arguments: Backend.available)
    func aTakenIdIsRefusedAndTheFirstClientStays(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            var second = try fixture.client("c1")
            second.name = "Mallory"
            #expect(try await fixture.clients.add(fixture.client("c1"), limit: nil))
            #expect(try await fixture.clients.add(second, limit: nil) == false)
            #expect(try await fixture.clients.client(ID("c1"))?.name == "Client c1")
        }
    }

    @Test(arguments: Backend.available)
    func theLimitCountsOnlyClientsThatRegisteredThemselves(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            #expect(try await fixture.clients.add(fixture.client("p1", origin: .preregistered), limit: nil))
            #expect(try await fixture.clients.add(fixture.client("c1"), limit: 2))
            #expect(try await fixture.clients.add(fixture.client("c2"), limit: 2))
            #expect(try await fixture.clients.add(fixture.client("c3"), limit: 2) == false)
            #expect(try await fixture.clients.client(ID("c3")) == nil)
            #expect(try await fixture.clients.delete(ID("c1")))
            #expect(try await fixture.clients.add(fixture.client("c3"), limit: 2))
        }
    }

    @Test(arguments: Backend.available)
    func aFullTableEvictsTheOldestUnusedClient(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for (index, id) in ["used", "agreed", "old", "older"].enumerated() {
                let created = fixture.later(id == "older" ? 3 : 10 + Int64(index))
                #expect(try await fixture.clients.add(fixture.client(id, createdAt: created), limit: 5))
            }
            _ = try await fixture.clients.add(fixture.client("made", origin: .preregistered), limit: nil)
            #expect(try await fixture.clients.add(fixture.client("young", createdAt: fixture.later(400)), limit: 5))
            try await fixture.clients.touch(ID("used"), at: fixture.later(20))
            try await fixture.consents.remember(fixture.consent("agreed"))
            // Within ten minutes nothing is evicted.
            #expect(
                try await fixture.clients.add(fixture.client("n0", createdAt: fixture.later(600)), limit: 5) == false
            )
            for (id, left) in [("n1", "old"), ("n2", "young")] {
                #expect(try await fixture.clients.add(fixture.client(id, createdAt: fixture.later(620)), limit: 5))
                #expect(try await fixture.clients.client(ID(left)) != nil)
            }
            #expect(
                try await fixture.clients.add(fixture.client("n3", createdAt: fixture.later(620)), limit: 5) == false
            )
            let rest = try await fixture.clients.clients(PageRequest(limit: 9)).items.map(\.id.rawValue).sorted()
            #expect(rest == ["agreed", "made", "n1", "n2", "used", "young"])
            // With free space nothing is evicted either.
            #expect(try await fixture.clients.add(fixture.client("n4", createdAt: fixture.later(99_999)), limit: 6))
            #expect(try await fixture.clients.clients(PageRequest(limit: 9)).total == 7)
        }
    }

    @Test(arguments: Backend.available)
    func updateReplacesOnlyTheFieldsThatCanChange(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            var client = try fixture.client("c1")
            client.secretDigest = fixture.digest(1)
            _ = try await fixture.clients.add(client, limit: nil)
            try await fixture.clients.touch(ID("c1"), at: fixture.later(100))
            var changed = Client(
                id: ID("c1"),
                origin: .preregistered,
                name: nil,
                redirectURIs: [try RedirectURI("https://new.example/cb")],
                method: .clientSecretPost,
                scopes: OAuthScopes([.memoryRead]),
                createdAt: fixture.later(9_999)
            )
            changed.registrationDigest = fixture.digest(3)
            #expect(try await fixture.clients.update(changed))
            let kept = try #require(try await fixture.clients.client(ID("c1")))
            #expect(
                kept.origin == .registered && kept.createdAt == fixture.dawn && kept.lastUsedAt == fixture.later(100)
            )
            #expect(kept.name == nil && kept.secretDigest == nil && kept.registrationDigest == fixture.digest(3))
            #expect(kept.redirectURIs.map(\.text) == ["https://new.example/cb"])
            #expect(kept.method == .clientSecretPost && kept.scopes == OAuthScopes([.memoryRead]))
            #expect(try await fixture.clients.update(fixture.client("nobody")) == false)
            #expect(try await fixture.clients.client(ID("nobody")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func clientsArePagedOldestFirstWithTheTotal(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for index in 0..<5 {
                _ = try await fixture.clients.add(
                    fixture.client("c\(index)", createdAt: fixture.later(Int64(100 - index))),
                    limit: nil
                )
            }
            let page = try await fixture.clients.clients(PageRequest(limit: 2, offset: 1))
            #expect(page.items.map(\.id.rawValue) == ["c3", "c2"])
            #expect(page.total == 5)
        }
    }

    // MARK: Race

    @Test(arguments: Backend.available)
    func racingRegistrationsStayWithinTheLimit(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let wins = try await race(40) { try await fixture.clients.add(fixture.client("c\($0)"), limit: 7) }
            #expect(wins.count { $0 } == 7)
            #expect(try await fixture.clients.clients(PageRequest(limit: 1)).total == 7)
        }
    }

    @Test(arguments: Backend.available)
    func onlyOneRacingCallerAddsAndOnlyOneDeletes(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let added = try await race(30) { _ in try await fixture.clients.add(fixture.client("c1"), limit: nil) }
            #expect(added.count { $0 } == 1)
            let deleted = try await race(30) { _ in try await fixture.clients.delete(ID("c1")) }
            #expect(deleted.count { $0 } == 1)
        }
    }

    // MARK: Time

    @Test(arguments: Backend.available)
    func theTimeOfLastUseIsKeptToTheMinuteAndNeverGoesBackwards(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.clients.add(fixture.client("c1"), limit: nil)
            for (at, kept) in [(100, 100), (130, 100), (161, 161), (50, 161)] as [(Int64, Int64)] {
                try await fixture.clients.touch(ID("c1"), at: fixture.later(at))
                #expect(try await fixture.clients.client(ID("c1"))?.lastUsedAt == fixture.later(kept))
            }
            try await fixture.clients.touch(ID("nobody"), at: fixture.dawn)
        }
    }

    @Test(arguments: Backend.available)
    func purgeDeletesUnusedSelfRegisteredClientsWithTheirConsents(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for id in ["idle", "used", "live", "waiting"] {
                _ = try await fixture.clients.add(fixture.client(id), limit: nil)
            }
            _ = try await fixture.clients.add(fixture.client("given", origin: .preregistered), limit: nil)
            _ = try await fixture.clients.add(fixture.client("fresh", createdAt: fixture.later(1_000)), limit: nil)
            try await fixture.clients.touch(ID("used"), at: fixture.later(1_000))
            try await fixture.live(fixture.grant("g1", client: "live"))
            try await fixture.codes.add(
                fixture.code(fixture.grant("g2", client: "waiting")),
                digest: fixture.digest(2)
            )
            for id in ["idle", "used"] { try await fixture.consents.remember(fixture.consent(id)) }
            #expect(try await fixture.clients.purge(unusedSince: fixture.later(1_000)) == 1)
            let left = try await fixture.clients.clients(PageRequest(limit: 9)).items.map(\.id.rawValue)
            #expect(Set(left) == ["used", "live", "waiting", "given", "fresh"])
            #expect(try await fixture.consents.consents(of: ID("us-ann")).map(\.client.rawValue) == ["used"])
            #expect(try await fixture.clients.purge(unusedSince: fixture.later(1_000)) == 0)
        }
    }

    // MARK: Isolation

    @Test(arguments: Backend.available)
    func deletingAClientDeletesItsOwnDataOnly(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for (seed, id) in zip([UInt8(1), 2], ["c1", "c2"]) {
                _ = try await fixture.clients.add(fixture.client(id), limit: nil)
                try await fixture.consents.remember(fixture.consent(id))
                try await fixture.live(fixture.grant("g-\(id)", client: id), code: seed, refresh: seed)
                try await fixture.codes.add(
                    fixture.code(fixture.grant("h-\(id)", client: id)),
                    digest: fixture.digest(seed + 10)
                )
            }
            #expect(try await fixture.clients.delete(ID("c1")))
            #expect(try await fixture.clients.client(ID("c1")) == nil)
            #expect(try await fixture.consents.consents(of: ID("us-ann")).map(\.client.rawValue) == ["c2"])
            #expect(try await fixture.grants.resolve(ID("g-c1")) == nil)
            #expect(try await fixture.grants.refreshToken(fixture.digest(1)) == nil)
            #expect(try await fixture.codes.redeem(fixture.digest(1), first: nil, at: fixture.dawn) == .unknown)
            #expect(try await fixture.codes.redeem(fixture.digest(11), first: nil, at: fixture.dawn) == .unknown)
            #expect(try await fixture.grants.resolve(ID("g-c2")) != nil)
            #expect(try await fixture.grants.refreshToken(fixture.digest(2)) != nil)
            #expect(try await fixture.codes.code(fixture.digest(12)) != nil)
            #expect(try await fixture.clients.delete(ID("c1")) == false)
        }
    }

    /// A client known by its document has an id, but no row.
    @Test(arguments: Backend.available)
    func aDocumentClientIsListedAndDeletedThroughItsConsentsAndGrants(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let ids = ["https://consented.example/c.json", "https://granted.example/c.json"]
            _ = try await fixture.clients.add(fixture.client("c1"), limit: nil)
            for id in [ids[0], "c1"] { try await fixture.consents.remember(fixture.consent(id)) }
            for (seed, id) in zip(UInt8(1)..., [ids[1], "c1"]) {
                try await fixture.live(
                    fixture.grant("g\(seed)", client: id, createdAt: fixture.later(5)),
                    code: seed,
                    refresh: seed
                )
            }
            #expect(try await fixture.clients.people() == [ID(ids[0]): 1, ID(ids[1]): 1, ID("c1"): 1])
            let found = try await fixture.clients.documents()
            #expect(found.map(\.id.rawValue) == ids && found.allSatisfy { $0.origin == .document })
            #expect(found.map(\.createdAt) == [fixture.dawn, fixture.later(5)])
            #expect(found.map(\.lastUsedAt) == [nil, fixture.later(5)])
            for id in ids {
                #expect(try await fixture.clients.client(ID(id)) == nil)
                #expect(try await race(10) { _ in try await fixture.clients.delete(ID(id)) }.count { $0 } == 1)
            }
            #expect(try await fixture.clients.documents().isEmpty)
            #expect(try await fixture.clients.people() == [ID("c1"): 1])
            #expect(try await fixture.consents.consents(of: ID("us-ann")).map(\.client.rawValue) == ["c1"])
            #expect(try await fixture.grants.grants(of: ID("us-ann")).map(\.client.rawValue) == ["c1"])
            #expect(try await fixture.grants.refreshToken(fixture.digest(1)) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func aClientSurvivesItsWorkspaceAndLosesTheBinding(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            var client = try fixture.client("c1", origin: .preregistered)
            client.workspace = ID("ws-bob")
            _ = try await fixture.clients.add(client, limit: nil)
            #expect(try await fixture.identity.users.delete(ID("us-bob")))
            #expect(try await fixture.clients.client(ID("c1"))?.workspace == nil)
        }
    }
}
