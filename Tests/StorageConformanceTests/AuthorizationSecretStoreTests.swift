import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Passwords, known browsers, one-time identifiers") struct AuthorizationSecretStoreTests {
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
}
