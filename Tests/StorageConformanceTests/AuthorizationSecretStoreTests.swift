import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Passwords, one-time identifiers, signing keys") struct AuthorizationSecretStoreTests {
    // MARK: Passwords

    @Test(arguments: Backend.available)
    func aPasswordIsReplacedAndBelongsToOnePerson(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            #expect(try await registry.passwords.setPassword(PasswordHash(text: "one"), of: ID("us-ann")))
            #expect(try await registry.passwords.setPassword(PasswordHash(text: "two"), of: ID("us-ann")))
            #expect(try await registry.passwords.password(of: ID("us-ann")) == PasswordHash(text: "two"))
            #expect(try await registry.passwords.password(of: ID("us-bob")) == nil)
            #expect(try await registry.passwords.setPassword(PasswordHash(text: "x"), of: ID("us-nobody")) == false)
        }
    }

    @Test(arguments: Backend.available)
    func aPasswordGoesWithItsUser(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.passwords.setPassword(PasswordHash(text: "one"), of: ID("us-ann"))
            #expect(try await registry.identity.users.delete(ID("us-ann")))
            #expect(try await registry.passwords.password(of: ID("us-ann")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func racingFailuresAreAllCountedAndEachHasItsNumber(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let numbers = try await race(40) { _ in
                try await registry.passwords.countFailure("account:ann", window: .seconds(900), at: registry.dawn)
            }
            #expect(numbers.sorted() == Array(1...40))
            #expect(
                try await registry.passwords.failures("account:ann", window: .seconds(900), at: registry.dawn) == 40
            )
        }
    }

    @Test(arguments: Backend.available)
    func failuresLeaveTheWindow(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            for second in [0, 10, 20] as [Int64] {
                _ = try await registry.passwords.countFailure("k", window: .seconds(100), at: registry.later(second))
            }
            for (second, count) in [(99, 3), (100, 2), (110, 1), (120, 0)] as [(Int64, Int)] {
                #expect(
                    try await registry.passwords.failures("k", window: .seconds(100), at: registry.later(second))
                        == count
                )
            }
            for (number, second, found) in [(1, 99, 20), (3, 99, 0), (4, 99, nil), (3, 100, nil), (2, 100, 10)]
                as [(Int, Int64, Int64?)]
            {
                let time = try await registry.passwords.failure(
                    number,
                    of: "k",
                    window: .seconds(100),
                    at: registry.later(second)
                )
                #expect(time == found.map(registry.later))
            }
            #expect(
                try await registry.passwords.failure(1, of: "other", window: .seconds(100), at: registry.dawn) == nil
            )
            #expect(try await registry.passwords.countFailure("k", window: .seconds(100), at: registry.later(110)) == 2)
        }
    }

    @Test(arguments: Backend.available)
    func aKeysFailuresAreItsOwnWhateverTheOthersWindow(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.passwords.countFailure("long", window: .seconds(900), at: registry.dawn)
            #expect(
                try await registry.passwords.countFailure("short", window: .seconds(10), at: registry.later(60)) == 1
            )
            #expect(try await registry.passwords.failures("long", window: .seconds(900), at: registry.later(60)) == 1)
            try await registry.passwords.clearFailures("short")
            #expect(try await registry.passwords.failures("short", window: .seconds(10), at: registry.later(60)) == 0)
            #expect(try await registry.passwords.failures("long", window: .seconds(900), at: registry.later(60)) == 1)
        }
    }

    // MARK: Known browsers

    @Test("A browser is known to the person who logged in with it, until its time", arguments: Backend.available)
    func aBrowserIsKnownToItsPerson(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let passwords = registry.passwords
            try await passwords.remember(
                registry.digest(1),
                of: ID("us-ann"),
                until: registry.later(100),
                at: registry.dawn
            )
            try await passwords.remember(
                registry.digest(1),
                of: ID("us-nobody"),
                until: registry.later(100),
                at: registry.dawn
            )
            #expect(try await passwords.remembers(registry.digest(1), of: ID("us-ann"), at: registry.later(99)))
            #expect(try await !passwords.remembers(registry.digest(1), of: ID("us-ann"), at: registry.later(100)))
            #expect(try await !passwords.remembers(registry.digest(1), of: ID("us-bob"), at: registry.dawn))
            #expect(try await !passwords.remembers(registry.digest(2), of: ID("us-ann"), at: registry.dawn))
            try await passwords.remember(
                registry.digest(1),
                of: ID("us-ann"),
                until: registry.later(300),
                at: registry.later(50)
            )
            #expect(
                try await passwords.remembers(registry.digest(1), of: ID("us-ann"), at: registry.later(200)),
                "a later login extends it"
            )
            #expect(try await registry.identity.users.delete(ID("us-ann")))
            #expect(try await !passwords.remembers(registry.digest(1), of: ID("us-ann"), at: registry.dawn))
        }
    }

    @Test("Of each person's browsers the twenty that stay known longest are kept", arguments: Backend.available)
    func knownBrowsersAreBounded(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            try await registry.passwords.remember(
                registry.digest(99),
                of: ID("us-bob"),
                until: registry.later(1_000),
                at: registry.dawn
            )
            for seed in UInt8(1)...25 {
                let end = registry.later(1_000 + Int64(seed))
                for _ in 0..<2 {
                    try await registry.passwords.remember(
                        registry.digest(seed),
                        of: ID("us-ann"),
                        until: end,
                        at: registry.dawn
                    )
                }
            }
            for seed in UInt8(1)...25 {
                let isKnown = try await registry.passwords.remembers(
                    registry.digest(seed),
                    of: ID("us-ann"),
                    at: registry.dawn
                )
                #expect(isKnown == (seed > 5), "\(seed)")
            }
            #expect(try await registry.passwords.remembers(registry.digest(99), of: ID("us-bob"), at: registry.dawn))
        }
    }

    // MARK: One-time identifiers

    @Test(arguments: Backend.available)
    func ofRacingCallersOneClaims(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let wins = try await race(50) { _ in
                try await registry.oneTime.claim(
                    "jti",
                    purpose: "assertion",
                    until: registry.later(60),
                    at: registry.dawn
                )
            }
            #expect(wins.count { $0 } == 1)
        }
    }

    @Test(arguments: Backend.available)
    func aClaimHoldsUntilItsEndAndForItsPurposeOnly(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            #expect(try await registry.oneTime.claim("jti", purpose: "a", until: registry.later(60), at: registry.dawn))
            #expect(try await registry.oneTime.claim("jti", purpose: "b", until: registry.later(60), at: registry.dawn))
            #expect(
                try await registry.oneTime.claim("jti", purpose: "a", until: registry.later(90), at: registry.later(59))
                    == false
            )
            #expect(
                try await registry.oneTime.claim("jti", purpose: "a", until: registry.later(90), at: registry.later(60))
            )
        }
    }

    // MARK: Signing keys

    private func key(
        _ id: String,
        algorithm: String = "ES256",
        state: StoredKey.State = .current,
        at created: Timestamp = People.dawn
    ) -> StoredKey {
        StoredKey(
            id: id,
            algorithm: algorithm,
            material: Secret("pem \(id)"),
            state: state,
            createdAt: created,
            retiresAt: nil
        )
    }

    @Test(arguments: Backend.available)
    func racingFirstStartsMakeOneKeyPerAlgorithm(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            let wins = try await race(20) { try await registry.keys.addFirst(self.key("k\($0)")) }
            #expect(wins.count { $0 } == 1)
            #expect(try await registry.keys.addFirst(key("other", algorithm: "RS256")))
            #expect(try await registry.keys.keys().count == 2)
        }
    }

    @Test(arguments: Backend.available)
    func rotationMakesTheFormerRetireAndLeavesOtherAlgorithmsAlone(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.keys.addFirst(key("k1"))
            _ = try await registry.keys.addFirst(key("r1", algorithm: "RS256"))
            try await registry.keys.rotate(to: key("k2", at: registry.later(10)), formerRetiresAt: registry.later(100))
            let keys = try await registry.keys.keys()
            #expect(keys.map(\.id) == ["k2", "k1", "r1"])
            #expect(keys.map(\.state) == [.current, .retiring, .current])
            #expect(keys.map(\.retiresAt) == [nil, registry.later(100), nil])
            #expect(keys[0].material == Secret("pem k2"))
        }
    }

    @Test(arguments: Backend.available)
    func racingRotationsLeaveOneCurrentKeyAndLoseNone(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.keys.addFirst(key("k"))
            _ = try await race(20) {
                try await registry.keys.rotate(to: self.key("k\($0)"), formerRetiresAt: registry.later(100))
            }
            let keys = try await registry.keys.keys()
            #expect(keys.count == 21)
            #expect(keys.count { $0.state == .current } == 1)
        }
    }

    @Test(arguments: Backend.available)
    func aRetiringKeyMayBecomeCurrentAgain(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.keys.addFirst(key("k1"))
            try await registry.keys.rotate(to: key("k2", at: registry.later(1)), formerRetiresAt: registry.later(100))
            try await registry.keys.rotate(to: key("k1", at: registry.later(2)), formerRetiresAt: registry.later(200))
            let states = Dictionary(uniqueKeysWithValues: try await registry.keys.keys().map { ($0.id, $0) })
            #expect(states["k1"]?.state == .current && states["k1"]?.retiresAt == nil)
            #expect(states["k2"]?.state == .retiring && states["k2"]?.retiresAt == registry.later(200))
        }
    }

    @Test(arguments: Backend.available)
    func otherAlgorithmsRetireAndWhatHasRetiredGoes(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.keys.addFirst(key("k1"))
            _ = try await registry.keys.addFirst(key("r1", algorithm: "RS256"))
            try await registry.keys.rotate(
                to: key("r2", algorithm: "RS256", at: registry.later(1)),
                formerRetiresAt: registry.later(50)
            )
            try await registry.keys.retire(allBut: "ES256", at: registry.later(100))
            try await registry.keys.retire(allBut: "ES256", at: registry.later(900))
            let keys = Dictionary(uniqueKeysWithValues: try await registry.keys.keys().map { ($0.id, $0) })
            #expect(keys["k1"]?.state == .current && keys["k1"]?.retiresAt == nil)
            #expect(keys["r2"]?.state == .retiring && keys["r2"]?.retiresAt == registry.later(100))
            #expect(keys["r1"]?.retiresAt == registry.later(50))
            for (second, left) in [(50, 3), (51, 2), (101, 1), (1_000_000, 1)] as [(Int64, Int)] {
                _ = try await registry.keys.purge(retiredBefore: registry.later(second))
                #expect(try await registry.keys.keys().count == left)
            }
        }
    }

    @Test(arguments: Backend.available)
    func theMaterialOfAKeyIsReplacedAndNothingElse(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.keys.addFirst(key("k1"))
            try await registry.keys.rotate(to: key("k2", at: registry.later(10)), formerRetiresAt: registry.later(100))
            #expect(try await registry.keys.setMaterial(Secret("sealed"), of: "k1"))
            #expect(try await registry.keys.setMaterial(Secret("sealed"), of: "nobody's") == false)
            let keys = try await registry.keys.keys()
            #expect(keys.map(\.material) == [Secret("pem k2"), Secret("sealed")])
            #expect(keys.map(\.state) == [.current, .retiring] && keys.map(\.retiresAt) == [nil, registry.later(100)])
            #expect(keys.map(\.createdAt) == [registry.later(10), registry.dawn])
        }
    }

    @Test(arguments: Backend.available)
    func onlyARetiringKeyIsRemovedAndOnce(backend: Backend) async throws {
        try await Registry.with(backend) { registry async throws in
            _ = try await registry.keys.addFirst(key("k1"))
            #expect(try await registry.keys.remove("k1") == false)
            try await registry.keys.rotate(to: key("k2"), formerRetiresAt: registry.later(100))
            #expect(try await race(10) { _ in try await registry.keys.remove("k1") }.count { $0 } == 1)
            #expect(try await registry.keys.keys().map(\.id) == ["k2"])
        }
    }
}
