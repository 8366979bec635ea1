import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationConsentStoreTests {
    @Test(arguments: Backend.available)
    func aNewConsentReplacesTheFormerOne(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.consents.remember(fixture.consent())
            let wider = Consent(
                user: ID("us-ann"),
                client: ID("c1"),
                workspace: ID("ws-crew"),
                scopes: .all,
                clientDigest: fixture.digest(10),
                createdAt: fixture.later(5)
            )
            try await fixture.consents.remember(wider)
            #expect(try await fixture.consents.consent(of: ID("us-ann"), to: ID("c1")) == wider)
            #expect(try await fixture.consents.consents(of: ID("us-ann")) == [wider])
        }
    }

    @Test(arguments: Backend.available)
    func racingConsentsLeaveOne(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await race(30) { try await fixture.consents.remember(fixture.consent(digest: UInt8($0))) }
            #expect(try await fixture.consents.consents(of: ID("us-ann")).count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func aConsentIsForOneUserAndOneClient(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.consents.remember(fixture.consent())
            #expect(try await fixture.consents.consent(of: ID("us-bob"), to: ID("c1")) == nil)
            #expect(try await fixture.consents.consent(of: ID("us-ann"), to: ID("c2")) == nil)
            #expect(try await fixture.consents.consents(of: ID("us-bob")).isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func withdrawingAConsentEndsOnlyThisUsersCodesAndGrantsForThisClient(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let cases = [("ann", "c1"), ("ann", "c2"), ("bob", "c1")]
            for (seed, (user, client)) in zip(UInt8(1)..., cases) {
                try await fixture.consents.remember(fixture.consent(client, user: user))
                try await fixture.live(
                    fixture.grant("g-\(user)-\(client)", client: client, user: user),
                    code: seed,
                    refresh: seed
                )
                try await fixture.codes.add(
                    fixture.code(fixture.grant("h-\(user)-\(client)", client: client, user: user)),
                    digest: fixture.digest(seed + 10)
                )
            }
            try await fixture.consents.withdraw(from: ID("c1"), by: ID("us-ann"))
            for (seed, (user, client)) in zip(UInt8(1)..., cases) {
                let stays = seed != 1
                #expect(try await (fixture.consents.consent(of: ID("us-\(user)"), to: ID(client)) != nil) == stays)
                #expect(try await (fixture.grants.resolve(ID("g-\(user)-\(client)")) != nil) == stays)
                #expect(try await (fixture.grants.refreshToken(fixture.digest(seed)) != nil) == stays)
                #expect(try await (fixture.codes.code(fixture.digest(seed + 10)) != nil) == stays)
            }
            try await fixture.consents.withdraw(from: ID("c1"), by: ID("us-ann"))
        }
    }

    @Test(arguments: Backend.available)
    func aConsentIsDeletedWithItsUserOrWorkspace(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.consents.remember(fixture.consent(user: "bob"))
            try await fixture.consents.remember(
                Consent(
                    user: ID("us-ann"),
                    client: ID("c1"),
                    workspace: ID("ws-bob"),
                    scopes: .defaults,
                    clientDigest: fixture.digest(1),
                    createdAt: fixture.dawn
                )
            )
            try await fixture.consents.remember(fixture.consent("c2"))
            #expect(try await fixture.identity.users.delete(ID("us-bob")))
            #expect(try await fixture.consents.consents(of: ID("us-bob")).isEmpty)
            #expect(try await fixture.consents.consents(of: ID("us-ann")).map(\.client.rawValue) == ["c2"])
        }
    }
}
