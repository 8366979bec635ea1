import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite struct AuthorizationConsentStoreTests {
    @Test(arguments: Backend.available)
    func theLastConsentToAClientIsTheOneRemembered(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.consents.remember(registry.consent())
            let wider = Consent(
                user: ID("us-ann"),
                client: ID("c1"),
                workspace: ID("ws-crew"),
                scopes: .all,
                clientDigest: registry.digest(10),
                createdAt: registry.later(5)
            )
            try await registry.consents.remember(wider)
            #expect(try await registry.consents.consent(of: ID("us-ann"), to: ID("c1")) == wider)
            #expect(try await registry.consents.consents(of: ID("us-ann")) == [wider])
        }
    }

    @Test(arguments: Backend.available)
    func racingConsentsLeaveOne(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await race(30) { try await registry.consents.remember(registry.consent(digest: UInt8($0))) }
            #expect(try await registry.consents.consents(of: ID("us-ann")).count == 1)
        }
    }

    @Test(arguments: Backend.available)
    func aConsentIsOnePersonsToOneClient(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.consents.remember(registry.consent())
            #expect(try await registry.consents.consent(of: ID("us-bob"), to: ID("c1")) == nil)
            #expect(try await registry.consents.consent(of: ID("us-ann"), to: ID("c2")) == nil)
            #expect(try await registry.consents.consents(of: ID("us-bob")).isEmpty)
        }
    }

    @Test(arguments: Backend.available)
    func withdrawingEndsCodesAndGrantsOfThisPersonToThisClientOnly(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let cases = [("ann", "c1"), ("ann", "c2"), ("bob", "c1")]
            for (seed, (user, client)) in zip(UInt8(1)..., cases) {
                try await registry.consents.remember(registry.consent(client, user: user))
                try await registry.live(
                    registry.grant("g-\(user)-\(client)", client: client, user: user),
                    code: seed,
                    refresh: seed
                )
                try await registry.codes.add(
                    registry.code(registry.grant("h-\(user)-\(client)", client: client, user: user)),
                    digest: registry.digest(seed + 10)
                )
            }
            try await registry.consents.withdraw(from: ID("c1"), by: ID("us-ann"))
            for (seed, (user, client)) in zip(UInt8(1)..., cases) {
                let stays = seed != 1
                #expect(try await (registry.consents.consent(of: ID("us-\(user)"), to: ID(client)) != nil) == stays)
                #expect(try await (registry.grants.resolve(ID("g-\(user)-\(client)")) != nil) == stays)
                #expect(try await (registry.grants.refreshToken(registry.digest(seed)) != nil) == stays)
                #expect(try await (registry.codes.code(registry.digest(seed + 10)) != nil) == stays)
            }
            try await registry.consents.withdraw(from: ID("c1"), by: ID("us-ann"))
        }
    }

    @Test(arguments: Backend.available)
    func aConsentGoesWithItsUserAndWithItsWorkspace(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.consents.remember(registry.consent(user: "bob"))
            try await registry.consents.remember(
                Consent(
                    user: ID("us-ann"),
                    client: ID("c1"),
                    workspace: ID("ws-bob"),
                    scopes: .usual,
                    clientDigest: registry.digest(1),
                    createdAt: registry.dawn
                )
            )
            try await registry.consents.remember(registry.consent("c2"))
            #expect(try await registry.identity.users.delete(ID("us-bob")))
            #expect(try await registry.consents.consents(of: ID("us-bob")).isEmpty)
            #expect(try await registry.consents.consents(of: ID("us-ann")).map(\.client.rawValue) == ["c2"])
        }
    }
}
