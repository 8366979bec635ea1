import Authorization
import Base
import Dispatch
import Identity
import Synchronization
import TestSupport
import Testing

@Suite("Attacks by guessing passwords") struct LocalLoginTests {
    /// The hash of `correct horse`, with parameters that cost almost nothing.
    private static let cheap = PasswordHash(
        encoded: "scrypt$10$8$1$AAAAAAAAAAAAAAAAAAAAAA==$6T3EPrWlvRG/y8+HDJ+XRLH2SiAP9RFvuF7ZslX9Uhw="
    )
    private static let wrong = "accessDenied Wrong user name or password."
    private static let limited = "rateLimited Too many wrong passwords. Try again in 15 minutes."

    private let fixture: AuthorizationFixture
    private let login: LocalLogin

    init() async throws {
        fixture = try await AuthorizationFixture()
        // Unknown names would cost a real derivation; `everyNameCostsOneDerivation` tests that it happens.
        login = LocalLogin(
            users: fixture.backend.identity.users,
            passwords: fixture.stores.passwords,
            checks: PasswordChecks { $0 != .unmatchable && $0.matches($1) }
        )
        _ = try await fixture.stores.passwords.setPassword(Self.cheap, of: fixture.alice.id)
    }

    /// The result of an attempt as text: `alice`, or code and sentence.
    private func attempt(
        _ name: String,
        _ password: String,
        from address: String = "192.0.2.1",
        in browser: Secret? = nil
    ) async -> String {
        do {
            return try await login.login(
                name: name,
                password: Secret(password),
                address: address,
                browser: browser,
                at: fixture.now
            ).name
        } catch let fault as Fault {
            return "\(fault.code) \(fault.detail)"
        } catch {
            return "\(error)"
        }
    }

    @Test func theRightPasswordLogsIn() async {
        #expect(await attempt("alice", "correct horse") == "alice")
    }

    @Test func aWrongPasswordAnUnknownNameAndADisabledUserGetTheSameError() async throws {
        #expect(await attempt("alice", "wrong") == Self.wrong)
        #expect(await attempt("nobody", "correct horse") == Self.wrong)
        #expect(await attempt("", "") == Self.wrong)
        let bob = People.user("bob")
        _ = try await fixture.backend.identity.users.add(bob, personal: People.personal("bob"))
        #expect(await attempt("bob", "correct horse") == Self.wrong, "an account without a password")
        _ = try await fixture.backend.identity.users.set(.disabled, for: fixture.alice.id)
        #expect(await attempt("alice", "correct horse") == Self.wrong)
    }

    /// From many addresses at once, each within its limit: derivations must not use up the server.
    @Test func tooManyConcurrentDerivationsAreRefused() async throws {
        let isHeld = DispatchSemaphore(value: 0)
        let checks = PasswordChecks(limit: 2) { _, _ in
            isHeld.wait()
            return true
        }
        async let first = checks.matches(.unmatchable, Secret("a"))
        async let second = checks.matches(.unmatchable, Secret("b"))
        while checks.count < 2 { await Task.yield() }
        #expect(await faultCode { _ = try await checks.matches(.unmatchable, Secret("c")) } == .rateLimited)
        for _ in 0..<2 { isHeld.signal() }
        #expect(try await [first, second] == [true, true])
        #expect(checks.count == 0)
    }

    /// The duration would reveal who has an account (CWE-208): every name costs the same derivation.
    @Test(arguments: ["alice", "bob", "nobody", ""])
    func everyNameCostsOneDerivation(name: String) async throws {
        _ = try await fixture.backend.identity.users.add(People.user("bob"), personal: People.personal("bob"))
        let derived = Mutex<[PasswordHash]>([])
        let checks = PasswordChecks { hash, _ in
            derived.withLock { $0.append(hash) }
            return false
        }
        let login = LocalLogin(
            users: fixture.backend.identity.users,
            passwords: fixture.stores.passwords,
            checks: checks
        )
        #expect(
            await faultCode {
                _ = try await login.login(name: name, password: Secret("wrong"), address: "192.0.2.1", at: fixture.now)
            }
                == .accessDenied
        )
        #expect(derived.withLock { $0 } == [name == "alice" ? Self.cheap : .unmatchable])
        let fresh = try PasswordHash(hashing: Secret("wrong"), random: fixture.random)
        #expect(
            fresh.encoded.split(separator: "$").prefix(4)
                == PasswordHash.unmatchable.encoded.split(separator: "$").prefix(4)
        )
    }

    @Test func tenWrongPasswordsLockTheAccountForThisAddressOnly() async {
        for _ in 0..<10 { #expect(await attempt("alice", "wrong", from: "192.0.2.66") == Self.wrong) }
        #expect(await attempt("alice", "correct horse", from: "192.0.2.66") == Self.limited)
        #expect(await attempt("alice", "correct horse", from: "192.0.2.1") == "alice")
    }

    @Test func theLockoutEndsWithTheWindow() async {
        for _ in 0..<10 { _ = await attempt("alice", "wrong") }
        fixture.clock.advance(by: .seconds(899))
        #expect(
            await attempt("alice", "correct horse") == "rateLimited Too many wrong passwords. Try again in 1 minute."
        )
        fixture.clock.advance(by: .seconds(2))
        #expect(await attempt("alice", "correct horse") == "alice")
    }

    @Test func aSuccessfulLoginResetsTheCount() async {
        for _ in 0..<3 {
            for _ in 0..<6 { _ = await attempt("alice", "wrong") }
            #expect(await attempt("alice", "correct horse") == "alice")
        }
    }

    @Test func anAddressThatTriesManyAccountsIsLockedOut() async throws {
        for index in 0..<6 {
            let user = People.user("u\(index)")
            _ = try await fixture.backend.identity.users.add(user, personal: People.personal("u\(index)"))
            _ = try await fixture.stores.passwords.setPassword(Self.cheap, of: user.id)
            for _ in 0..<5 { #expect(await attempt("u\(index)", "wrong") == Self.wrong) }
        }
        #expect(await attempt("alice", "correct horse") == Self.limited)
        #expect(await attempt("alice", "correct horse", from: "192.0.2.2") == "alice")
    }

    @Test func guessesFromManyAddressesAreLimitedPerAccount() async {
        var guesses = 0
        for index in 0..<60 {
            for _ in 0..<2 {
                let answer = await attempt("alice", "wrong", from: "198.51.100.\(index)")
                guesses += answer == Self.wrong ? 1 : 0
            }
        }
        #expect(guesses == 100)
        #expect(await attempt("alice", "correct horse", from: "203.0.113.1") == Self.limited)
        fixture.clock.advance(by: .seconds(901))
        #expect(await attempt("alice", "correct horse", from: "203.0.113.1") == "alice")
    }

    private func concurrentAnswers(
        _ count: Int,
        _ attempt: @escaping @Sendable (Int) async -> String
    ) async -> [String] {
        await withTaskGroup(of: String.self) { group in
            for index in 0..<count { group.addTask { await attempt(index) } }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
    }

    @Test func concurrentGuessesAreAllCounted() async {
        let answers = await concurrentAnswers(40) { _ in await attempt("alice", "wrong") }
        #expect(answers.count { $0 == Self.wrong } == 10)
    }

    /// One customer often has a whole /64 of addresses.
    @Test func aSlash64CountsAsOneAddress() async {
        for index in 0..<10 { #expect(await attempt("alice", "wrong", from: "2001:db8:1:2::\(index)") == Self.wrong) }
        #expect(await attempt("alice", "correct horse", from: "2001:db8:1:2:ffff::1") == Self.limited)
        #expect(await attempt("alice", "correct horse", from: "2001:db8:1:3::1") == "alice")
    }

    @Test func concurrentGuessesAtManyNamesAreAllCounted() async {
        let answers = await concurrentAnswers(50) { await attempt("u\($0)", "wrong") }
        #expect(answers.count { $0 == Self.wrong } == 30)
    }

    @Test func successfulLoginsBehindOneAddressNeitherCountNorResetItsCount() async {
        for _ in 0..<40 { #expect(await attempt("alice", "correct horse") == "alice") }
        for index in 0..<30 {
            #expect(await attempt("u\(index)", "wrong") == Self.wrong)
            if index < 29 { #expect(await attempt("alice", "correct horse") == "alice") }
        }
        #expect(await attempt("u30", "wrong") == Self.limited)
    }

    @Test(
        "The lockout lasts until the oldest wrong password no longer counts",
        arguments: [(0, 15), (1, 15), (60, 14), (599, 6), (899, 1)]
    )
    func theLockoutIsTheRestOfTheWindow(seconds: Int, minutes: Int) async throws {
        _ = await attempt("alice", "wrong")
        fixture.clock.advance(by: .seconds(seconds))
        for _ in 0..<9 { #expect(await attempt("alice", "wrong") == Self.wrong) }
        do {
            _ = try await login.login(name: "alice", password: Secret("x"), address: "192.0.2.1", at: fixture.now)
            Issue.record("not limited")
        } catch let fault as Fault {
            #expect(fault.hints.retryAfter == 900 - seconds)
            #expect(
                fault.detail == "Too many wrong passwords. Try again in \(minutes) minute\(minutes == 1 ? "" : "s")."
            )
            #expect(
                "\(fault.cause as Any)".contains("of this account from this address")
                    && !"\(fault.cause as Any)".contains("alice")
            )
        }
        fixture.clock.advance(by: .seconds(900 - seconds))
        #expect(await attempt("alice", "correct horse") == "alice")
    }

    @Test func theErrorSaysHowLongToWait() async throws {
        for _ in 0..<10 { _ = await attempt("alice", "wrong") }
        do {
            _ = try await login.login(name: "alice", password: Secret("x"), address: "192.0.2.1", at: fixture.now)
            Issue.record("not limited")
        } catch let fault as Fault {
            #expect(fault.hints.retryAfter == 900)
        }
    }

    /// A hundred wrong passwords from ten addresses lock out every stranger for a quarter of an hour, and without known
    /// browsers the owner too.
    @Test("Strangers' guesses do not lock a user out of a browser they logged in with before")
    func knownBrowsersPass() async throws {
        let (own, foreign) = (Secret("browser-of-alice"), Secret("browser-of-bob"))
        let bob = People.user("bob")
        _ = try await fixture.backend.identity.users.add(bob, personal: People.personal("bob"))
        try await login.remember(own, of: fixture.alice, at: fixture.now)
        try await login.remember(foreign, of: bob, at: fixture.now)
        for index in 0..<10 {
            for _ in 0..<10 { _ = await attempt("alice", "wrong", from: "198.51.100.\(index)") }
        }
        for browser in [nil, foreign, Secret("invented")] {
            #expect(await attempt("alice", "correct horse", in: browser) == Self.limited)
        }
        #expect(await attempt("alice", "correct horse", in: own) == "alice")
        #expect(
            await attempt("alice", "correct horse", from: "198.51.100.3", in: own) == Self.limited,
            "the address's own limit still applies"
        )
        fixture.clock.advance(by: LocalLogin.knownLifetime)
        for index in 0..<10 {
            for _ in 0..<10 { _ = await attempt("alice", "wrong", from: "198.51.100.\(index)") }
        }
        #expect(
            await attempt("alice", "correct horse", in: own) == Self.limited,
            "the browser is known for half a year only"
        )
    }

    @Test("A thief of a known browser's cookie has ten guesses with it, from all addresses together")
    func stolenCookie() async throws {
        let own = Secret("browser-of-alice")
        try await login.remember(own, of: fixture.alice, at: fixture.now)
        for index in 0..<10 {
            #expect(await attempt("alice", "wrong", from: "198.51.100.\(index)", in: own) == Self.wrong)
        }
        #expect(await attempt("alice", "correct horse", from: "203.0.113.1", in: own) == Self.limited)
        #expect(await attempt("alice", "correct horse", from: "203.0.113.1") == "alice")
    }
}
