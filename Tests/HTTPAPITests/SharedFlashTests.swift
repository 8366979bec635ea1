import Authorization
import Base
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite(.enabled(if: Backend.available.contains(.postgres))) struct SharedFlashTests {
    private let now = ManualClock().now()
    private let session = ID<BrowserSession>("session")

    /// The messages as two servers hold them.
    private func servers() async throws -> (TemporaryStores, [FlashMessages]) {
        let backend = try Backend.postgres.open()
        let vault = try KeyVault(encryptionKey: nil)
        var servers: [FlashMessages] = []
        for seed in [1, 2] as [UInt64] {
            let random = SeededRandom(seed)
            let secret = try await PageSecret(
                sharedIn: try #require(backend.secrets),
                vault: vault,
                random: random
            )
            servers.append(
                FlashMessages(PassingPlace(store: try #require(backend.passing), secret: secret, random: random))
            )
        }
        return (backend, servers)
    }

    @Test("A message that one server leaves is shown once, by another one")
    func messages() async throws {
        let (backend, servers) = try await servers()
        let all: [FlashMessages.Message] = [
            .done("It is done."), .newToken(Secret("amt_secret"), "cron"), .link(Secret("https://link"), "Bob"),
        ]
        for message in all { servers[0].leave(message, for: session, at: now) }
        await servers[0].publish(at: now)
        let stored = try await #require(backend.passing).values(of: "messages of session", at: now)
        #expect(stored.count == 3 && !stored.contains { String(decoding: $0.sealed, as: UTF8.self).contains("amt_") })
        try await servers[1].fetch(for: ID("other"), at: now)
        #expect(servers[1].take(for: ID("other"), at: now) == [])
        try await servers[1].fetch(for: session, at: now)
        #expect(servers[1].takeSentences(for: session, at: now) == ["It is done."])
        await servers[1].publish(at: now)
        try await servers[0].fetch(for: session, at: now)
        #expect(Set(servers[0].take(for: session, at: now).map { "\($0)" }).count == 2)
        await servers[0].publish(at: now)
        for server in servers {
            try await server.fetch(for: session, at: now)
            #expect(server.take(for: session, at: now) == [])
        }
        #expect(try await #require(backend.passing).values(of: "messages of session", at: now) == [])
    }

    @Test("A message that cannot be stored stays at its server")
    func unreachable() async throws {
        let (backend, servers) = try await servers()
        servers[0].leave(.done("It is done."), for: session, at: now)
        try backend.close()
        await servers[0].publish(at: now)
        #expect(servers[0].take(for: session, at: now) == [.done("It is done.")])
    }
}
