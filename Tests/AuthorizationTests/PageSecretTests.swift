import Base
import Identity
import SQLStorage
import TestSupport
import Testing

@testable import Authorization

@Suite(.enabled(if: Backend.available.contains(.postgres))) struct PageSecretTests {
    private static let browser = Secret("browser")

    private func vault(_ key: String? = nil) throws -> KeyVault {
        try KeyVault(encryptionKey: key.map { Secret(String(repeating: $0, count: 40)) })
    }

    @Test(
        "A form that one server shows is valid at every other; servers that start together agree",
        arguments: [nil, "k"]
    )
    func formsAreShared(key: String?) async throws {
        let backend = try Backend.postgres.open()
        let vault = try vault(key)
        let secrets = try await withThrowingTaskGroup(of: PageSecret.self) { group in
            for seed in 1...6 {
                let store = try #require(try backend.again().shared?.secrets)
                group.addTask {
                    try await PageSecret(sharedIn: store, vault: vault, random: SeededRandom(UInt64(seed)))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let seals = secrets.map { FormSeal($0).seal(purpose: ["delete", "7"], browser: Self.browser) }
        #expect(Set(seals).count == 1)
        for secret in secrets {
            #expect(FormSeal(secret).isValid(seals[0], purpose: ["delete", "7"], browser: Self.browser))
            #expect(!FormSeal(secret).isValid(seals[0], purpose: ["delete", "8"], browser: Self.browser))
        }
    }

    @Test("A challenge for a passkey is valid at every server, and is spent at all of them")
    func challengesAreShared() async throws {
        let backend = try Backend.postgres.open()
        let (vault, now, random) = (try vault(), ManualClock().now(), SeededRandom(3))
        var servers: [PasskeyChallenges] = []
        for seed in [1, 2] as [UInt64] {
            let stores = try backend.again()
            let store = try #require(stores.shared?.secrets)
            let secret = try await PageSecret(sharedIn: store, vault: vault, random: SeededRandom(seed))
            servers.append(PasskeyChallenges(secret, spent: stores.authorization.oneTime, random: random))
        }
        let challenge = servers[0].issue(for: "login", browser: Self.browser, at: now)
        try await servers[1].spend(challenge, for: "login", browser: Self.browser, at: now)
        for server in servers {
            await #expect(throws: PasskeyFlaw.challenge) {
                try await server.spend(challenge, for: "login", browser: Self.browser, at: now)
            }
        }
    }

    @Test("The secret is sealed as signing keys are; one that cannot be opened is replaced, for all servers alike")
    func sealing() async throws {
        let backend = try Backend.postgres.open()
        let store = try #require(try backend.again().shared?.secrets)
        func seal(_ key: String?, _ seed: UInt64) async throws -> String {
            let secret = try await PageSecret(sharedIn: store, vault: vault(key), random: SeededRandom(seed))
            return FormSeal(secret).seal(purpose: ["x"], browser: Self.browser)
        }
        let plain = try await seal(nil, 1)
        #expect(try await seal(nil, 2) == plain)
        let sealed = try await seal("k", 3)
        #expect(sealed != plain)
        #expect(try await seal("k", 4) == sealed)
        let stored = try await store.secret("pages", orElse: Secret("absent"))
        #expect(stored.reveal().hasPrefix("aes-256-gcm:"))
        let other = try await seal("l", 5)
        #expect(other != sealed)
        #expect(try await seal("l", 6) == other)
        #expect(try await store.replace("pages", stored, by: Secret("late")) != Secret("late"))
    }
}
