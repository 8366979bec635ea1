import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Passwords, known browsers, one-time identifiers") struct AuthorizationSecretStoreTests {
    // MARK: Passwords

    @Test(arguments: Backend.available)
    func aPasswordIsReplacedAndBelongsToOneUser(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            #expect(try await fixture.passwords.setPassword(PasswordHash(encoded: "one"), of: ID("us-ann")))
            #expect(try await fixture.passwords.setPassword(PasswordHash(encoded: "two"), of: ID("us-ann")))
            #expect(try await fixture.passwords.password(of: ID("us-ann")) == PasswordHash(encoded: "two"))
            #expect(try await fixture.passwords.password(of: ID("us-bob")) == nil)
            #expect(try await fixture.passwords.setPassword(PasswordHash(encoded: "x"), of: ID("us-nobody")) == false)
        }
    }

    @Test(arguments: Backend.available)
    func aPasswordIsDeletedWithItsUser(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.passwords.setPassword(PasswordHash(encoded: "one"), of: ID("us-ann"))
            #expect(try await fixture.identity.users.delete(ID("us-ann")))
            #expect(try await fixture.passwords.password(of: ID("us-ann")) == nil)
        }
    }

    @Test(arguments: Backend.available)
    func racingFailuresAreAllCountedAndEachHasItsNumber(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let numbers = try await race(40) { _ in
                try await fixture.passwords.countFailure("account:ann", window: .seconds(900), at: fixture.dawn)
            }
            #expect(numbers.sorted() == Array(1...40))
            #expect(
                try await fixture.passwords.failures("account:ann", window: .seconds(900), at: fixture.dawn) == 40
            )
        }
    }

    @Test(arguments: Backend.available)
    func oldFailuresAreNoLongerCounted(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            for second in [0, 10, 20] as [Int64] {
                _ = try await fixture.passwords.countFailure("k", window: .seconds(100), at: fixture.later(second))
            }
            for (second, count) in [(99, 3), (100, 2), (110, 1), (120, 0)] as [(Int64, Int)] {
                #expect(
                    try await fixture.passwords.failures("k", window: .seconds(100), at: fixture.later(second))
                        == count
                )
            }
            for (number, second, found) in [(1, 99, 20), (3, 99, 0), (4, 99, nil), (3, 100, nil), (2, 100, 10)]
                as [(Int, Int64, Int64?)]
            {
                let time = try await fixture.passwords.failure(
                    number,
                    of: "k",
                    window: .seconds(100),
                    at: fixture.later(second)
                )
                #expect(time == found.map(fixture.later))
            }
            #expect(
                try await fixture.passwords.failure(1, of: "other", window: .seconds(100), at: fixture.dawn) == nil
            )
            #expect(try await fixture.passwords.countFailure("k", window: .seconds(100), at: fixture.later(110)) == 2)
        }
    }

    @Test(arguments: Backend.available)
    func failuresOfAKeyAreUnaffectedByOtherKeysWindows(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            _ = try await fixture.passwords.countFailure("long", window: .seconds(900), at: fixture.dawn)
            #expect(
                try await fixture.passwords.countFailure("short", window: .seconds(10), at: fixture.later(60)) == 1
            )
            #expect(try await fixture.passwords.failures("long", window: .seconds(900), at: fixture.later(60)) == 1)
            try await fixture.passwords.clearFailures("short")
            #expect(try await fixture.passwords.failures("short", window: .seconds(10), at: fixture.later(60)) == 0)
            #expect(try await fixture.passwords.failures("long", window: .seconds(900), at: fixture.later(60)) == 1)
        }
    }

    // MARK: Known browsers

    @Test("A browser is known to the user who logged in with it, until it expires", arguments: Backend.available)
    func aBrowserIsKnownToItsUser(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let passwords = fixture.passwords
            try await passwords.remember(
                fixture.digest(1),
                of: ID("us-ann"),
                until: fixture.later(100),
                at: fixture.dawn
            )
            try await passwords.remember(
                fixture.digest(1),
                of: ID("us-nobody"),
                until: fixture.later(100),
                at: fixture.dawn
            )
            #expect(try await passwords.remembers(fixture.digest(1), of: ID("us-ann"), at: fixture.later(99)))
            #expect(try await !passwords.remembers(fixture.digest(1), of: ID("us-ann"), at: fixture.later(100)))
            #expect(try await !passwords.remembers(fixture.digest(1), of: ID("us-bob"), at: fixture.dawn))
            #expect(try await !passwords.remembers(fixture.digest(2), of: ID("us-ann"), at: fixture.dawn))
            try await passwords.remember(
                fixture.digest(1),
                of: ID("us-ann"),
                until: fixture.later(300),
                at: fixture.later(50)
            )
            #expect(
                try await passwords.remembers(fixture.digest(1), of: ID("us-ann"), at: fixture.later(200)),
                "a later login extends it"
            )
            #expect(try await fixture.identity.users.delete(ID("us-ann")))
            #expect(try await !passwords.remembers(fixture.digest(1), of: ID("us-ann"), at: fixture.dawn))
        }
    }

    @Test("Each user keeps the twenty browsers that expire last", arguments: Backend.available)
    func knownBrowsersAreLimited(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            try await fixture.passwords.remember(
                fixture.digest(99),
                of: ID("us-bob"),
                until: fixture.later(1_000),
                at: fixture.dawn
            )
            for seed in UInt8(1)...25 {
                let end = fixture.later(1_000 + Int64(seed))
                for _ in 0..<2 {
                    try await fixture.passwords.remember(
                        fixture.digest(seed),
                        of: ID("us-ann"),
                        until: end,
                        at: fixture.dawn
                    )
                }
            }
            for seed in UInt8(1)...25 {
                let isKnown = try await fixture.passwords.remembers(
                    fixture.digest(seed),
                    of: ID("us-ann"),
                    at: fixture.dawn
                )
                #expect(isKnown == (seed > 5), "\(seed)")
            }
            #expect(try await fixture.passwords.remembers(fixture.digest(99), of: ID("us-bob"), at: fixture.dawn))
        }
    }

    // MARK: One-time identifiers

    @Test(arguments: Backend.available)
    func onlyOneRacingCallerClaimsAnIdentifier(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            let wins = try await race(50) { _ in
                try await fixture.oneTime.claim(
                    "jti",
                    purpose: "assertion",
                    until: fixture.later(60),
                    at: fixture.dawn
                )
            }
            #expect(wins.count { $0 } == 1)
        }
    }

    @Test(arguments: Backend.available)
    func aClaimHoldsUntilItExpiresAndForItsPurposeOnly(backend: Backend) async throws {
        try await AuthorizationStoreFixture.with(backend) { fixture async throws in
            #expect(try await fixture.oneTime.claim("jti", purpose: "a", until: fixture.later(60), at: fixture.dawn))
            #expect(try await fixture.oneTime.claim("jti", purpose: "b", until: fixture.later(60), at: fixture.dawn))
            #expect(
                try await fixture.oneTime.claim("jti", purpose: "a", until: fixture.later(90), at: fixture.later(59))
                    == false
            )
            #expect(
                try await fixture.oneTime.claim("jti", purpose: "a", until: fixture.later(90), at: fixture.later(60))
            )
        }
    }
}
