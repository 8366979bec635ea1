import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Passkeys") struct PasskeyStoreTests {
    private func passkey(
        _ id: String,
        user: String = "ann",
        credential: [UInt8]? = nil,
        counter: UInt32 = 0,
        at now: Timestamp = People.dawn
    ) -> Passkey {
        Passkey(
            id: ID(id),
            user: ID("us-\(user)"),
            credential: credential ?? Array(id.utf8),
            publicKey: [0xa0, 0x00, 0xff],
            counter: counter,
            name: "Key \(id)",
            isBackupEligible: true,
            isBackedUp: false,
            createdAt: now
        )
    }

    @Test(
        "A passkey is found by its credential id with its user, and listed oldest first",
        arguments: Backend.available
    )
    func found(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let (first, second) = (passkey("a"), passkey("b", counter: .max, at: fixture.later(1)))
            #expect(try await fixture.passkeys.add(second, limit: 5) == .added)
            #expect(try await fixture.passkeys.add(first, limit: 5) == .added)
            let found = try #require(try await fixture.passkeys.passkey(second.credential))
            #expect(found.passkey == second && found.user.name == "ann")
            #expect(try await fixture.passkeys.passkeys(of: ID("us-ann")) == [first, second])
            #expect(try await fixture.passkeys.passkeys(of: ID("us-bob")).isEmpty)
            #expect(try await fixture.passkeys.passkey([]) == nil)
        }
    }

    @Test("A credential id belongs to one person; one person has at most the limit", arguments: Backend.available)
    func unique(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            #expect(try await fixture.passkeys.add(passkey("a", credential: [1]), limit: 2) == .added)
            #expect(try await fixture.passkeys.add(passkey("b", user: "bob", credential: [1]), limit: 2) == .taken)
            #expect(try await fixture.passkeys.add(passkey("c", credential: [1]), limit: 2) == .taken)
            #expect(try await fixture.passkeys.add(passkey("d", user: "nobody"), limit: 2) == .full)
            #expect(try await fixture.passkeys.add(passkey("e"), limit: 2) == .added)
            #expect(try await fixture.passkeys.add(passkey("f"), limit: 2) == .full)
        }
    }

    @Test("race: one of many adds a credential id, and the limit holds", arguments: Backend.available)
    func racingAdditions(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let same = try await race(20) { number in
                try await fixture.passkeys.add(
                    passkey("s\(number)", user: number % 2 == 0 ? "ann" : "bob", credential: [7]),
                    limit: 50
                )
            }
            #expect(same.count { $0 == .added } == 1 && same.count { $0 == .taken } == 19)
            let many = try await race(20) { try await fixture.passkeys.add(passkey("m\($0)"), limit: 5) }
            #expect(try await fixture.passkeys.passkeys(of: ID("us-ann")).count == 5)
            #expect(many.allSatisfy { [.added, .full].contains($0) })
        }
    }

    @Test("A counter only grows; without a counter every login counts", arguments: Backend.available)
    func counters(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.passkeys.add(passkey("a"), limit: 5)
            for (counter, isCounted) in [
                (0, true), (0, true), (5, true), (5, false), (4, false), (0, false), (6, true),
            ]
                as [(UInt32, Bool)]
            {
                let isNoted = try await fixture.passkeys.use(
                    ID("a"),
                    counter: counter,
                    isBackedUp: true,
                    at: fixture.later(Int64(counter) + 1)
                )
                #expect(isNoted == isCounted, "\(counter)")
            }
            let used = try #require(try await fixture.passkeys.passkeys(of: ID("us-ann")).first)
            #expect(used.counter == 6 && used.isBackedUp && used.lastUsedAt == fixture.later(7))
            #expect(
                try await !fixture.passkeys.use(ID("none"), counter: 9, isBackedUp: true, at: fixture.dawn)
            )
        }
    }

    @Test("race: of many logins with one counter one counts", arguments: Backend.available)
    func racingLogins(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.passkeys.add(passkey("a", counter: 1), limit: 5)
            let counted = try await race(20) { _ in
                try await fixture.passkeys.use(ID("a"), counter: 2, isBackedUp: false, at: fixture.dawn)
            }
            #expect(counted.count { $0 } == 1)
        }
    }

    @Test("Only the owner renames and removes; a passkey ends with its user", arguments: Backend.available)
    func owners(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for name in ["a", "b"] { _ = try await fixture.passkeys.add(passkey(name), limit: 5) }
            #expect(try await !fixture.passkeys.rename(ID("a"), of: ID("us-bob"), to: "stolen"))
            #expect(try await !fixture.passkeys.remove(ID("a"), of: ID("us-bob")))
            #expect(try await fixture.passkeys.rename(ID("a"), of: ID("us-ann"), to: "Laptop"))
            #expect(try await fixture.passkeys.remove(ID("b"), of: ID("us-ann")))
            #expect(try await fixture.passkeys.passkeys(of: ID("us-ann")).map(\.name) == ["Laptop"])
            _ = try await fixture.identity.users.delete(ID("us-ann"))
            #expect(try await fixture.passkeys.passkey(Array("a".utf8)) == nil)
        }
    }

    @Test("The passkey of a disabled person is not found", arguments: Backend.available)
    func disabled(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.passkeys.add(passkey("a"), limit: 5)
            _ = try await fixture.identity.users.set(.disabled, for: ID("us-ann"))
            #expect(try await fixture.passkeys.passkey(Array("a".utf8)) == nil)
            #expect(try await fixture.passkeys.add(passkey("b"), limit: 5) == .full)
        }
    }
}
