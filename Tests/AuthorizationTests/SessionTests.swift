import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("Browser sessions") struct BrowserSessionsTests {
    private let court: Court
    private let sessions: BrowserSessions

    init() async throws {
        court = try await Court()
        sessions = BrowserSessions(store: court.stores.sessions, random: court.random, lifetime: .seconds(100))
    }

    @Test func everyLoginHasANewIdAndOthersStay() async throws {
        let first = try await sessions.begin(for: court.alice, userAgent: "A", at: court.now)
        let second = try await sessions.begin(for: court.alice, userAgent: "B", at: court.now)
        #expect(first != second && first.reveal().utf8.count == 43)
        let (one, two) = (try await sessions.session(first, at: court.now), try await sessions.session(second, at: court.now))
        #expect(one?.session.id != two?.session.id && one?.user == court.alice && two?.user == court.alice)
    }

    /// Fixation: a cookie that the browser came with is never adopted.
    @Test func aCookieNobodyWasGivenIsNoSession() async throws {
        _ = try await sessions.begin(for: court.alice, userAgent: nil, at: court.now)
        for cookie in ["", "chosen-by-an-attacker", "s_1"] {
            #expect(try await sessions.session(Secret(cookie), at: court.now) == nil)
        }
    }

    @Test func theStoreDoesNotHoldTheCookie() async throws {
        let cookie = try await sessions.begin(for: court.alice, userAgent: "A", at: court.now)
        let session = try #require(try await sessions.session(cookie, at: court.now)?.session)
        #expect(session.id.rawValue != cookie.reveal())
        #expect(try await court.stores.sessions.session(Digest256(of: cookie), at: court.now) != nil)
    }

    @Test func aSessionEndsByLogoutTimeAndDisabling() async throws {
        let cookie = try await sessions.begin(for: court.alice, userAgent: "A", at: court.now)
        let other = try await sessions.begin(for: court.alice, userAgent: "B", at: court.now)
        let session = try #require(try await sessions.session(cookie, at: court.now)?.session)
        try await sessions.end(session)
        #expect(try await sessions.session(cookie, at: court.now) == nil)
        #expect(try await sessions.session(other, at: court.now) != nil)
        #expect(try await sessions.session(other, at: court.now.advanced(by: .seconds(100))) == nil)
        _ = try await court.backend.identity.users.set(.disabled, for: court.alice.id)
        #expect(try await sessions.session(other, at: court.now) == nil)
    }

    @Test func whatABrowserCallsItselfIsCut() async throws {
        let cookie = try await sessions.begin(for: court.alice, userAgent: String(repeating: "x", count: 5_000), at: court.now)
        #expect(try await sessions.session(cookie, at: court.now)?.session.userAgent?.count == 200)
    }
}

@Suite("Seals of forms (CSRF)") struct FormSealTests {
    private let seal = FormSeal(random: SeededRandom(1))
    private let browser = Secret("browser")

    @Test func aSealFitsItsPurposeAndBrowserAndNothingElse() {
        let made = seal.seal(purpose: ["consent", "c1", "memory:read"], browser: browser)
        #expect(seal.isValid(made, purpose: ["consent", "c1", "memory:read"], browser: browser))
        let others: [([String], Secret)] = [
            (["consent", "c1", "memory:admin"], browser), (["consent", "c2", "memory:read"], browser),
            (["login", "c1", "memory:read"], browser), (["consent", "c1memory:read"], browser), (["consent", "c1"], browser),
            (["consent", "c1", "memory:read", ""], browser), (["consent", "c", "1memory:read"], browser),
            (["consent", "c1", "memory:read"], Secret("other")), (["consent", "c1"], Secret("memory:readbrowser")),
        ]
        for (purpose, browser) in others { #expect(!seal.isValid(made, purpose: purpose, browser: browser), "\(purpose)") }
    }

    @Test(arguments: ["", "AAAA", "not base64url!", String(repeating: "A", count: 43)])
    func aTextThatIsNoSealIsNone(text: String) {
        #expect(!seal.isValid(text, purpose: ["x"], browser: browser))
    }

    @Test func aSealIsOfThisProcessOnly() {
        let made = seal.seal(purpose: ["x"], browser: browser)
        #expect(!FormSeal(random: SeededRandom(2)).isValid(made, purpose: ["x"], browser: browser))
    }
}

@Suite("Stored signing keys") struct KeyVaultTests {
    private let now = ManualClock().now()
    private let words = Secret("thirty-two characters or more of entropy")

    @Test(arguments: [Algorithm.rs256, .es256, .ed25519])
    func aKeyComesBackAsItWas(algorithm: Algorithm) throws {
        let key = try SigningKey.generate(algorithm)
        for words in [words, nil] {
            let vault = try KeyVault(encryptionKey: words)
            let stored = try vault.stored(key, at: now)
            #expect(stored.id == key.id && stored.state == .current)
            #expect(stored.material.reveal().contains("PRIVATE KEY") == (words == nil))
            #expect(try vault.open(stored).publicJWK.thumbprint == key.publicJWK.thumbprint)
        }
    }

    @Test func aSealedKeyOpensOnlyWithItsKeyAndUnderItsId() throws {
        let vault = try KeyVault(encryptionKey: words)
        let (stored, other) = (try vault.stored(.generate(.es256), at: now), try vault.stored(.generate(.es256), at: now))
        let swapped = StoredKey(
            id: other.id, algorithm: stored.algorithm, material: stored.material, state: .current, createdAt: now, retiresAt: nil)
        let damaged = StoredKey(
            id: stored.id, algorithm: stored.algorithm, material: Secret(String(stored.material.reveal().dropLast(8)) + "AAAAAAA="),
            state: .current,
            createdAt: now, retiresAt: nil)
        let unknown = StoredKey(
            id: stored.id, algorithm: "HS256", material: stored.material, state: .current, createdAt: now, retiresAt: nil)
        for key in [swapped, damaged, unknown] { #expect(throws: StoreFailure.self) { try vault.open(key) } }
        #expect(throws: StoreFailure.self) { try KeyVault(encryptionKey: Secret(words.reveal() + "x")).open(stored) }
        #expect(throws: StoreFailure.self) { try KeyVault(encryptionKey: nil).open(stored) }
    }

    @Test func aShortKeyIsRefused() {
        #expect(throws: Fault.self) { try KeyVault(encryptionKey: Secret(String(repeating: "x", count: 31))) }
    }
}
