import Authorization
import Base
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite("Client ID metadata documents, the keys they name") struct ClientKeysTests {
    private let clock = ManualClock()

    private static let keys = ["one", "two"].map { try! SigningKey.generate(.es256, id: $0) }

    private static func set(_ key: SigningKey) -> StubHost.Reply {
        .json(String(decoding: try! StrictJSON.encode(JWKSet(keys: [key.verificationKey]).json), as: UTF8.self))
    }

    @Test func keysAreCachedForFiveMinutesAndFailuresForTenSeconds() async throws {
        try await StubHost.serve { request, _ in
            request.uri == "/good" ? Self.set(Self.keys[0]) : .answer(500, "")
        } _: { host async throws in
            let keys = ClientKeys(http: GuardedHTTP(reach: .operatorChosen, limits: .patient))
            for seconds in [0, 299, 1] as [Int64] {
                clock.advance(by: .seconds(seconds))
                #expect(try await keys.keys(at: host.url + "/good", now: clock.now()).keys.map(\.id) == ["one"])
            }
            #expect(host.requests.count == 2)
            for seconds in [0, 0, 9, 1] as [Int64] {
                clock.advance(by: .seconds(seconds))
                await #expect(throws: Fault.self) { try await keys.keys(at: host.url + "/bad", now: clock.now()) }
            }
            #expect(host.requests.count { $0.uri == "/bad" } == 2)
            // A clock that is set back extends neither.
            clock.advance(by: .seconds(-3_600))
            _ = try await keys.keys(at: host.url + "/good", now: clock.now())
            await #expect(throws: Fault.self) { try await keys.keys(at: host.url + "/bad", now: clock.now()) }
            #expect(host.requests.count { $0.uri == "/good" } == 3 && host.requests.count { $0.uri == "/bad" } == 3)
        }
    }

    @Test("OIDC Core §10.1.1: newer keys are fetched at most once in thirty seconds")
    func newerKeysAreFetchedRarely() async throws {
        let answer = Mutex(Self.set(Self.keys[0]))
        try await StubHost.serve { _, _ in
            answer.withLock { $0 }
        } _: { host async throws in
            let keys = ClientKeys(http: GuardedHTTP(reach: .operatorChosen, limits: .patient))
            func newer() async -> [String?]? { await keys.newerKeys(at: host.url, now: clock.now())?.keys.map(\.id) }
            #expect(await newer() == nil, "no keys were requested yet")
            _ = try await keys.keys(at: host.url, now: clock.now())
            answer.withLock { $0 = Self.set(Self.keys[1]) }
            clock.advance(by: .seconds(29))
            #expect(await newer() == nil)
            clock.advance(by: .seconds(1))
            #expect(await newer() == ["two"])
            #expect(await newer() == nil)
            #expect(host.requests.count == 2)
            // While newer keys cannot be fetched, the cached ones stay valid.
            answer.withLock { $0 = .answer(500, "") }
            clock.advance(by: .seconds(30))
            for _ in 0..<3 { #expect(await newer() == nil) }
            #expect(try await keys.keys(at: host.url, now: clock.now()).keys.map(\.id) == ["two"])
            #expect(host.requests.count == 3)
        }
    }
}
