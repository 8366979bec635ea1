import Base
import Identity
import JOSE
import TestSupport
import Testing

@testable import Authorization

/// Both ceremonies against hostile browsers, authenticators and people.
@Suite("WebAuthn Level 3 §7: passkeys") struct PasskeyTests {
    private static let origin = "https://memory.example"
    private let fixture: AuthorizationFixture
    private let passkeys: Passkeys
    private let bob = People.user("bob")
    private let browser = Secret("the cookie of alice's browser")
    private let clock = ManualClock()

    init() async throws {
        fixture = try await AuthorizationFixture()
        _ = try await fixture.backend.identity.users.add(bob, personal: People.personal("bob"))
        passkeys = Passkeys(
            party: try #require(RelyingParty(origin: Self.origin)),
            store: fixture.stores.passkeys,
            spent: fixture.stores.oneTime,
            random: SeededRandom(7)
        )
    }

    private func authenticator(_ credential: [UInt8] = [0xc0, 0xde]) throws -> SoftwareAuthenticator {
        var made = try SoftwareAuthenticator(
            origin: Self.origin,
            relyingParty: "memory.example",
            credential: credential
        )
        made.userHandle = Array(fixture.alice.id.rawValue.utf8)
        return made
    }

    private func challenge(in options: String) throws -> String {
        try #require(try StrictJSON.parse(Array(options.utf8))["challenge"]?.string)
    }

    private func registration(of user: User? = nil, in other: Secret? = nil) async throws -> String {
        try challenge(
            in: await passkeys.creationOptions(for: user ?? fixture.alice, browser: other ?? browser, at: clock.now())
        )
    }

    private func loginChallenge(in other: Secret? = nil) throws -> String {
        try challenge(in: passkeys.requestOptions(browser: other ?? browser, at: clock.now()))
    }

    @discardableResult
    private func register(
        _ authenticator: SoftwareAuthenticator,
        _ challenge: String? = nil,
        for user: User? = nil
    ) async throws -> Passkey {
        let asked = if let challenge { challenge } else { try await registration(of: user) }
        return try await passkeys.register(
            authenticator.register(asked),
            name: "Laptop",
            for: user ?? fixture.alice,
            browser: browser,
            at: clock.now()
        )
    }

    private func logIn(_ authenticator: SoftwareAuthenticator, _ challenge: String? = nil) async throws -> User {
        let asked = try challenge ?? loginChallenge()
        return try await passkeys.logIn(authenticator.logIn(asked), browser: browser, at: clock.now())
    }

    /// The flaw in a refusal's cause, or "passes".
    private func outcome(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "passes"
        } catch let fault as Fault {
            let cause = fault.cause.map { "\($0)" } ?? fault.detail
            return PasskeyFlaw.allCases.first { cause.contains($0.rawValue) }.map { "\($0)" } ?? fault.detail
        } catch { return "\(error)" }
    }

    @Test("A registered passkey logs its owner in, again and again")
    func works() async throws {
        let authenticator = try authenticator()
        let passkey = try await register(authenticator)
        for _ in 0..<2 { #expect(try await logIn(authenticator) == fixture.alice) }
        let stored = try #require(try await passkeys.passkeys(of: fixture.alice).first)
        #expect(stored.id == passkey.id && stored.name == "Laptop" && stored.lastUsedAt == clock.now())
        let options = try await passkeys.creationOptions(for: fixture.alice, browser: browser, at: clock.now())
        #expect(options.contains(#""excludeCredentials":[{"id":"wN4""#))
        #expect(options.contains(#""attestation":"none""#) && options.contains(#""userVerification":"required""#))
    }

    typealias Change = @Sendable (inout SoftwareAuthenticator) -> Void

    static let hostile: [(String, Change, String)] = [
        ("none", { _ in }, "passes"),
        ("another origin", { $0.origin = "https://evil.example" }, "origin"),
        ("a subdomain", { $0.origin = "https://a.memory.example" }, "origin"),
        ("another port", { $0.origin = "https://memory.example:8443" }, "origin"),
        ("plain http", { $0.origin = "http://memory.example" }, "origin"),
        ("the default port spelt out", { $0.origin = "https://memory.example:443" }, "passes"),
        ("the null origin", { $0.origin = "null" }, "origin"),
        ("another relying party", { $0.relyingParty = "evil.example" }, "relyingParty"),
        ("the parent domain", { $0.relyingParty = "example" }, "relyingParty"),
        ("the other ceremony", { $0.type = "payment.get" }, "ceremony"),
        ("a frame", { $0.more = #","crossOrigin":true"# }, "framed"),
        ("a frame, as text", { $0.more = #","crossOrigin":"false""# }, "framed"),
        ("a top origin", { $0.more = #","topOrigin":"https://memory.example""# }, "framed"),
        ("no crossOrigin", { $0.more = "" }, "passes"),
        ("unknown members", { $0.more = #","extra":{"a":[1]}"# }, "passes"),
        ("a repeated member", { $0.more = #","origin":"https://memory.example""# }, "clientData"),
        ("nobody present", { $0.flags = 0x04 }, "notPresent"),
        ("nobody verified", { $0.flags = 0x01 }, "notVerified"),
        ("backed up but not eligible", { $0.flags = 0x15 }, "backup"),
        ("trailing bytes", { $0.trailing = [0] }, "authenticatorData"),
        ("extensions announced but missing", { $0.flags = 0x85 }, "cbor"),
        ("extensions as a number", { ($0.flags, $0.trailing) = (0x85, [0x01]) }, "authenticatorData"),
        ("extensions", { ($0.flags, $0.trailing) = (0x85, [0xa0]) }, "passes"),
        ("reserved flags", { $0.flags = 0x27 }, "passes"),
    ]

    @Test("A hostile registration is refused", arguments: hostile)
    func registrations(name: String, change: Change, result: String) async throws {
        var authenticator = try authenticator()
        change(&authenticator)
        let hostile = authenticator
        #expect(await outcome { try await register(hostile) } == result)
        #expect(try await passkeys.passkeys(of: fixture.alice).isEmpty == (result != "passes"))
    }

    @Test("A hostile login is refused", arguments: hostile)
    func logins(name: String, change: Change, result: String) async throws {
        var authenticator = try authenticator()
        try await register(authenticator)
        change(&authenticator)
        let hostile = authenticator
        #expect(await outcome { _ = try await logIn(hostile) } == result)
    }

    @Test("A challenge is spent once, lasts minutes, and is for one browser, person and ceremony")
    func challenges() async throws {
        let authenticator = try authenticator()
        let first = try await registration()
        try await register(authenticator, first)
        _ = try await passkeys.remove(passkeys.passkeys(of: fixture.alice)[0].id, of: fixture.alice)
        #expect(await outcome { try await register(authenticator, first) } == "challenge")
        try await register(authenticator)
        let spent = try loginChallenge()
        #expect(try await logIn(authenticator, spent) == fixture.alice)
        for wrong in [
            spent, try loginChallenge(in: Secret("another browser's cookie")), try await registration(),
            Base64URL.encode([UInt8](repeating: 0, count: 56)), "AAAA", "",
        ] {
            #expect(await outcome { _ = try await logIn(authenticator, wrong) } == "challenge", "\(wrong)")
        }
        let (late, other) = (try loginChallenge(), try await registration(of: bob))
        #expect(await outcome { try await register(authenticator, other) } == "challenge")
        clock.advance(by: PasskeyChallenges.lifetime)
        #expect(await outcome { _ = try await logIn(authenticator, late) } == "challenge")
    }

    @Test("Of racing logins with one challenge one passes")
    func racingLogins() async throws {
        let authenticator = try authenticator()
        try await register(authenticator)
        let challenge = try loginChallenge()
        let outcomes = await withTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { await outcome { _ = try await logIn(authenticator, challenge) } } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == "passes" } == 1 && outcomes.count { $0 == "challenge" } == 19)
    }

    @Test("A counter that goes back is refused, and the cause names its owner for the log")
    func counters() async throws {
        var authenticator = try authenticator()
        authenticator.counter = 7
        try await register(authenticator)
        for (counter, result) in [(8, "passes"), (8, "counter"), (3, "counter"), (0, "counter"), (9, "passes")]
            as [(UInt32, String)]
        {
            authenticator.counter = counter
            let used = authenticator
            #expect(await outcome { _ = try await logIn(used) } == result, "\(counter)")
        }
        let old = authenticator
        let fault = await #expect(throws: Fault.self) { _ = try await logIn(old) }
        #expect(fault?.cause.map { "\($0)" }?.contains("alice") == true)
        #expect(fault?.detail == "This passkey was not accepted. Try again, or log in another way.")
    }

    @Test("A credential id belongs to one person, and one person's passkey does not log another in")
    func otherPeople() async throws {
        let alices = try authenticator()
        try await register(alices)
        var bobs = try authenticator()
        bobs.userHandle = Array(bob.id.rawValue.utf8)
        let same = bobs
        #expect(await outcome { try await register(same, for: bob) } == "This passkey is registered already.")
        // Bob's key under Alice's credential id, with either name.
        #expect(await outcome { _ = try await logIn(same) } == "person")
        bobs.userHandle = alices.userHandle
        let forged = bobs
        #expect(await outcome { _ = try await logIn(forged) } == "signature")
        var nameless = alices
        nameless.userHandle = []
        let unnamed = nameless
        #expect(await outcome { _ = try await logIn(unnamed) } == "person")
        let unknown = try authenticator([9])
        #expect(await outcome { _ = try await logIn(unknown) } == "unknown")
        #expect(try await logIn(alices) == fixture.alice)
    }

    @Test("A disabled person's passkey, and a removed one, are unknown")
    func gone() async throws {
        let authenticator = try authenticator()
        let passkey = try await register(authenticator)
        _ = try await fixture.backend.identity.users.set(.disabled, for: fixture.alice.id)
        #expect(await outcome { _ = try await logIn(authenticator) } == "unknown")
        _ = try await fixture.backend.identity.users.set(.active, for: fixture.alice.id)
        #expect(try await logIn(authenticator) == fixture.alice)
        #expect(
            await outcome { try await passkeys.remove(passkey.id, of: bob) } == "You have no such passkey."
        )
        try await passkeys.remove(passkey.id, of: fixture.alice)
        #expect(await outcome { _ = try await logIn(authenticator) } == "unknown")
    }

    @Test("A person has at most twenty passkeys")
    func limit() async throws {
        for number in 0..<Passkeys.limit { try await register(try authenticator([UInt8(number)])) }
        let more = try authenticator([99])
        #expect(await outcome { try await register(more) } == "You have 20 passkeys. Remove one first.")
    }

    @Test(
        "Only browsers' responses are read",
        arguments: [
            "", "{}", "[]", "null", #"{"type":"public-key"}"#, #"{"type":"public-key","id":"AA"}"#,
            #"{"type":"public-key","id":"AA==","response":{}}"#, #"{"type":"other","id":"AA","response":{}}"#,
            String(repeating: "[", count: 30_000), String(repeating: "a", count: 40_000),
        ]
    )
    func malformed(text: String) async throws {
        let bodies: [() async throws -> Void] = [
            { _ = try await passkeys.logIn(text, browser: browser, at: clock.now()) },
            {
                _ = try await passkeys.register(text, name: "", for: fixture.alice, browser: browser, at: clock.now())
            },
        ]
        for body in bodies { #expect(await outcome(body) == "response") }
    }

    @Test(
        "Passkeys are for https names and localhost",
        arguments: [
            ("https://memory.example", "memory.example", "https://memory.example"),
            ("https://memory.example:8443", "memory.example", "https://memory.example:8443"),
            ("http://localhost:8000", "localhost", "http://localhost:8000"),
            ("http://127.0.0.1:8000", "localhost", "http://localhost:8000"),
            ("http://[::1]:8000", "localhost", "http://localhost:8000"),
            ("http://memory.example", nil, nil), ("https://192.0.2.1", nil, nil), ("https://[2001:db8::1]", nil, nil),
            ("null", nil, nil), ("memory.example", nil, nil),
        ] as [(String, String?, String?)]
    )
    func relyingParties(origin: String, id: String?, only: String?) {
        let party = RelyingParty(origin: origin)
        #expect(party?.id == id && party?.origin.text == only)
    }
}
