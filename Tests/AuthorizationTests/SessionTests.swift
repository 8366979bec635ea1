import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Attacks on browser sessions") struct BrowserSessionsTests {
    private let fixture: AuthorizationFixture
    private let sessions: BrowserSessions

    init() async throws {
        fixture = try await AuthorizationFixture()
        sessions = BrowserSessions(store: fixture.stores.sessions, random: fixture.random, lifetime: .seconds(100))
    }

    @Test func everyLoginGetsAFreshIdAndOtherSessionsStay() async throws {
        let first = try await sessions.begin(for: fixture.alice, userAgent: "A", at: fixture.now)
        let second = try await sessions.begin(for: fixture.alice, userAgent: "B", at: fixture.now)
        #expect(first != second && first.reveal().utf8.count == 43)
        let (one, two) = (
            try await sessions.session(first, at: fixture.now), try await sessions.session(second, at: fixture.now)
        )
        #expect(one?.session.id != two?.session.id && one?.user == fixture.alice && two?.user == fixture.alice)
    }

    /// Fixation: a cookie that the browser already had is never adopted.
    @Test func anInventedCookieHasNoSession() async throws {
        _ = try await sessions.begin(for: fixture.alice, userAgent: nil, at: fixture.now)
        for cookie in ["", "chosen-by-an-attacker", "s_1"] {
            #expect(try await sessions.session(Secret(cookie), at: fixture.now) == nil)
        }
    }

    @Test func theStoreDoesNotHoldTheCookie() async throws {
        let cookie = try await sessions.begin(for: fixture.alice, userAgent: "A", at: fixture.now)
        let session = try #require(try await sessions.session(cookie, at: fixture.now)?.session)
        #expect(session.id.rawValue != cookie.reveal())
        #expect(try await fixture.stores.sessions.session(Digest256(of: cookie), at: fixture.now) != nil)
    }

    @Test func aSessionEndsByLogoutExpiryAndDisabling() async throws {
        let cookie = try await sessions.begin(for: fixture.alice, userAgent: "A", at: fixture.now)
        let other = try await sessions.begin(for: fixture.alice, userAgent: "B", at: fixture.now)
        let session = try #require(try await sessions.session(cookie, at: fixture.now)?.session)
        try await sessions.end(session)
        #expect(try await sessions.session(cookie, at: fixture.now) == nil)
        #expect(try await sessions.session(other, at: fixture.now) != nil)
        #expect(try await sessions.session(other, at: fixture.now.advanced(by: .seconds(100))) == nil)
        _ = try await fixture.backend.identity.users.set(.disabled, for: fixture.alice.id)
        #expect(try await sessions.session(other, at: fixture.now) == nil)
    }

    /// The login time that an upstream provider reports counts. A provider's clock that is ahead must not make a login
    /// younger than it is.
    @Test(arguments: [(nil, 0), (-3_600, -3_600), (3_600, 0)] as [(Int64?, Int64)])
    func theLoginTimeComesFromTheProvider(said: Int64?, kept: Int64) async throws {
        let cookie = try await sessions.begin(
            for: fixture.alice,
            authenticatedAt: said.map { fixture.now.advanced(by: .seconds($0)) },
            userAgent: nil,
            at: fixture.now
        )
        let session = try #require(try await sessions.session(cookie, at: fixture.now)?.session)
        #expect(session.authenticatedAt == fixture.now.advanced(by: .seconds(kept)) && session.createdAt == fixture.now)
    }

    @Test func aLongUserAgentIsCut() async throws {
        let cookie = try await sessions.begin(
            for: fixture.alice,
            userAgent: String(repeating: "x", count: 5_000),
            at: fixture.now
        )
        #expect(try await sessions.session(cookie, at: fixture.now)?.session.userAgent?.count == 200)
    }
}

@Suite("Attacks on the seals of forms (CSRF)") struct FormSealTests {
    private let seal = FormSeal(random: SeededRandom(1))
    private let browser = Secret("browser")

    @Test func aSealIsValidOnlyForItsPurposeAndBrowser() {
        let made = seal.seal(purpose: ["consent", "c1", "memory:read"], browser: browser)
        #expect(seal.isValid(made, purpose: ["consent", "c1", "memory:read"], browser: browser))
        let others: [([String], Secret)] = [
            (["consent", "c1", "memory:admin"], browser), (["consent", "c2", "memory:read"], browser),
            (["login", "c1", "memory:read"], browser), (["consent", "c1memory:read"], browser),
            (["consent", "c1"], browser),
            (["consent", "c1", "memory:read", ""], browser), (["consent", "c", "1memory:read"], browser),
            (["consent", "c1", "memory:read"], Secret("other")), (["consent", "c1"], Secret("memory:readbrowser")),
        ]
        for (purpose, browser) in others {
            #expect(!seal.isValid(made, purpose: purpose, browser: browser), "\(purpose)")
        }
    }

    @Test(arguments: ["", "AAAA", "not base64url!", String(repeating: "A", count: 43)])
    func malformedSealsAreInvalid(text: String) {
        #expect(!seal.isValid(text, purpose: ["x"], browser: browser))
    }

    @Test func aSealIsValidInThisProcessOnly() {
        let made = seal.seal(purpose: ["x"], browser: browser)
        #expect(!FormSeal(random: SeededRandom(2)).isValid(made, purpose: ["x"], browser: browser))
    }
}

@Suite("Stored signing keys") struct KeyVaultTests {
    private let now = ManualClock().now()
    private let words = Secret("thirty-two characters or more of entropy")

    @Test(arguments: TokenAlgorithm.allCases)
    func aKeyIsReadBackUnchanged(algorithm: TokenAlgorithm) throws {
        let key = try TokenKey.generate(algorithm)
        for words in [words, nil] {
            let vault = try KeyVault(encryptionKey: words)
            let stored = try vault.stored(key, at: now)
            #expect(stored.id == key.id && stored.algorithm == algorithm.rawValue && stored.state == .current)
            #expect(stored.material.reveal().contains(key.material.reveal()) == (words == nil))
            let opened = try vault.open(stored)
            #expect(opened.id == key.id && opened.algorithm == algorithm && opened.material == key.material)
        }
    }

    @Test func aStoredKeyOpensOnlyUnderItsOwnIdAndAlgorithm() throws {
        func row(_ stored: StoredKey, id: String? = nil, algorithm: String? = nil, material: Secret? = nil) -> StoredKey
        {
            StoredKey(
                id: id ?? stored.id,
                algorithm: algorithm ?? stored.algorithm,
                material: material ?? stored.material,
                state: .current,
                createdAt: now,
                retiresAt: nil
            )
        }
        for words in [words, nil] {
            let vault = try KeyVault(encryptionKey: words)
            let (stored, other) = (
                try vault.stored(.generate(.es256), at: now), try vault.stored(.generate(.es256), at: now)
            )
            let secret = try vault.stored(.generate(.hs256), at: now)
            let wrong = [
                row(stored, id: other.id), row(stored, algorithm: "HS256"), row(stored, algorithm: "ES512"),
                row(stored, algorithm: "none"),
                row(secret, algorithm: "ES256"), row(secret, id: stored.id),
                row(stored, material: Secret(String(stored.material.reveal().dropLast(40)) + "AAAAAAA=")),
            ]
            for key in wrong { #expect(throws: StoreFailure.self) { try vault.open(key) } }
        }
    }

    @Test func aSealedKeyOpensOnlyWithItsSealingKey() throws {
        let stored = try KeyVault(encryptionKey: words).stored(.generate(.es256), at: now)
        #expect(throws: StoreFailure.self) { try KeyVault(encryptionKey: Secret(words.reveal() + "x")).open(stored) }
        #expect(throws: StoreFailure.self) { try KeyVault(encryptionKey: nil).open(stored) }
    }

    @Test(
        "A key sealed under a sealing key with surrounding white space opens, and is sealed again without it at the next start"
    )
    func theFormerKeyOpensAndDoesNotSeal() async throws {
        let fixture = try await AuthorizationFixture()
        let (store, now, former) = (fixture.stores.keys, fixture.now, Secret(words.reveal() + "\n"))
        let old = try KeyVault(encryptionKey: former)
        let (new, both) = (try KeyVault(encryptionKey: words), try KeyVault(encryptionKey: words, former: former))
        try await KeyRotation(store: store, vault: old, revocations: RevocationEpoch()).start(on: .es256, at: now)
        let sealed = try await store.keys()
        for key in sealed { #expect(try both.open(key).id == key.id && (try? new.open(key)) == nil) }
        try await KeyRotation(store: store, vault: both, revocations: RevocationEpoch()).start(on: .es256, at: now)
        let again = try await store.keys()
        #expect(again.map(\.id) == sealed.map(\.id) && !again.isEmpty)
        for key in again { #expect(try new.open(key).id == key.id && (try? old.open(key)) == nil) }
        // Correctly sealed keys stay unchanged.
        try await KeyRotation(store: store, vault: both, revocations: RevocationEpoch()).start(on: .es256, at: now)
        #expect(try await store.keys().map(\.material) == again.map(\.material))
    }

    private func vaults() throws -> (clear: KeyVault, sealing: KeyVault) {
        (try KeyVault(encryptionKey: nil), try KeyVault(encryptionKey: words))
    }

    @Test func unsealedKeysAreSealedAtTheNextStart() async throws {
        let fixture = try await AuthorizationFixture()
        let (store, now) = (fixture.stores.keys, fixture.now)
        let (clear, sealing) = try vaults()
        _ = try await KeyRotation(store: store, vault: clear, revocations: RevocationEpoch()).rotate(.es256, at: now)
        let before = try await store.keys()
        try await KeyRotation(store: store, vault: sealing, revocations: RevocationEpoch()).start(on: .es256, at: now)
        let after = try await store.keys()
        #expect(after.map(\.id) == before.map(\.id) && after.map(\.state) == before.map(\.state))
        #expect(after.map(\.retiresAt) == before.map(\.retiresAt) && after.map(\.createdAt) == before.map(\.createdAt))
        for (row, old) in zip(after, before) {
            #expect(!row.material.reveal().contains("PRIVATE KEY"))
            #expect(try sealing.open(row).material == clear.open(old).material)
            #expect(throws: StoreFailure.self, "unsealed although there is a sealing key") { try sealing.open(old) }
        }
        try await KeyRotation(store: store, vault: sealing, revocations: RevocationEpoch()).start(on: .es256, at: now)
        #expect(try await store.keys() == after, "a second start changes nothing")
    }

    /// At a command line without the setting, or with it before the server has it.
    @Test func aKeyThatTheServerCouldNotOpenIsNotCreated() async throws {
        let fixture = try await AuthorizationFixture()
        let (clear, sealing) = try vaults()
        let before = try await fixture.stores.keys.keys()
        await #expect(throws: StoreFailure.self) {
            try await KeyRotation(store: fixture.stores.keys, vault: sealing, revocations: RevocationEpoch()).rotate(
                .es256,
                at: fixture.now
            )
        }
        #expect(try await fixture.stores.keys.keys() == before)
        try await KeyRotation(store: fixture.stores.keys, vault: sealing, revocations: RevocationEpoch()).start(
            on: .es256,
            at: fixture.now
        )
        await #expect(throws: StoreFailure.self) {
            try await KeyRotation(store: fixture.stores.keys, vault: clear, revocations: RevocationEpoch()).rotate(
                .es256,
                at: fixture.now
            )
        }
        #expect(try await fixture.stores.keys.keys().count == 1)
    }

    @Test func aShortSealingKeyIsRefused() {
        #expect(throws: Fault.self) { try KeyVault(encryptionKey: Secret(String(repeating: "x", count: 31))) }
    }
}
