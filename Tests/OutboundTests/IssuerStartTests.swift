import Base
import Identity
import JOSE
import Synchronization
import TestSupport
import Testing

@testable import Outbound

@Suite("Keys of trusted issuers, and connecting to them at the start") struct IssuerStartTests {
    private let http = GuardedHTTP(reach: .operatorChosen, limits: Self.limits)
    /// Ten minutes, because timing is not tested here, and many tests share few cores.
    private static let limits = {
        var limits = JWKSKeySource.limits
        limits.timeout = .seconds(600)
        return limits
    }()
    private let clock = ManualClock(Timestamp(iso8601: "1994-11-06T08:48:37Z")!)

    /// Records the requested pauses and the events; does not wait.
    private final class Journal: Sendable {
        private let pauses = Mutex<[Duration]>([])
        private let events = Mutex<[IssuerStart.Event]>([])

        var allPauses: [Duration] { pauses.withLock { $0 } }
        var allEvents: [IssuerStart.Event] { events.withLock { $0 } }
        var start: IssuerStart {
            IssuerStart(sleep: { pause in self.pauses.withLock { $0.append(pause) } }) { event in
                self.events.withLock { $0.append(event) }
            }
        }
    }

    private static let keys = try! StrictJSON.encode(JWKSet(keys: [SigningKey.generate(.es256).verificationKey]).json)

    private func discovered(_ issuer: String, http: GuardedHTTP? = nil) -> JWKSKeySource.Location {
        .discovered(IssuerMetadata(issuer: issuer, http: http ?? self.http, time: clock))
    }

    /// An issuer whose first responses fail.
    private func serve(
        failing count: Int,
        with bad: StubHost.Reply = .answer(503, ""),
        keys: StubHost.Reply? = nil,
        _ body: (StubHost, IssuerConnection, Journal) async throws -> Void
    ) async throws {
        let left = Mutex(count)
        try await StubHost.serve { request, host in
            let isBad = left.withLock { left in
                left -= 1
                return left >= 0
            }
            if isBad { return bad }
            if request.uri == "/jwks" {
                return keys ?? .json(String(decoding: Self.keys, as: UTF8.self), [("Cache-Control", "max-age=300")])
            }
            return .json(#"{"issuer":"\#(host.url)","jwks_uri":"\#(host.url)/jwks"}"#)
        } _: { host async throws in
            let source = JWKSKeySource(discovered(host.url), http: http)
            let connection = IssuerConnection(name: "test", issuer: host.url, cache: JWKSKeyCache(source), time: clock)
            try await body(host, connection, Journal())
        }
    }

    // MARK: Keys

    @Test func keysComeWithTheirCacheLifetime() async throws {
        try await serve(failing: 0) { host, _, _ async throws in
            let source = JWKSKeySource(discovered(host.url), http: http)
            for _ in 0..<3 {
                let fetched = try await source.fetch()
                #expect(fetched.body == Self.keys && fetched.maxAge == .seconds(300))
            }
            // One discovery for all fetches, and keys for each.
            #expect(host.requests.map(\.uri) == ["/.well-known/openid-configuration", "/jwks", "/jwks", "/jwks"])
        }
    }

    @Test func aConfiguredAddressNeedsNoDiscovery() async throws {
        try await serve(failing: 0) { host, _, _ async throws in
            #expect(try await JWKSKeySource(.keySet(host.url + "/jwks"), http: http).fetch().body == Self.keys)
            #expect(host.requests.map(\.uri) == ["/jwks"])
        }
    }

    /// As in the Redis server: `OAUTH2_ISSUER_URL` alone, for an issuer that publishes keys and no document.
    @Test(arguments: [(404, true), (403, false), (500, false)])
    func withoutADocumentTheKeysAreAtTheDefaultURL(status: Int, isLookedFor: Bool) async throws {
        try await StubHost.serve { request, _ in
            request.uri == "/.well-known/jwks.json"
                ? .json(String(decoding: Self.keys, as: UTF8.self)) : .answer(status, "")
        } _: { host async throws in
            let source = JWKSKeySource(discovered(host.url), http: http)
            if isLookedFor {
                #expect(try await source.fetch().body == Self.keys)
                #expect(try await source.examine(for: [.es256], clock).address == host.url + "/.well-known/jwks.json")
            } else {
                await #expect(throws: DiscoveryFailure.self) { try await source.fetch() }
            }
            let named = IssuerMetadata(issuer: host.url, document: host.url + "/document", http: http, time: clock)
            await #expect(throws: DiscoveryFailure.self) {
                try await JWKSKeySource(.discovered(named), http: http).fetch()
            }
        }
    }

    /// The operator configured op.example only.
    @Test func aDocumentCannotNameAnotherHostOnAPrivateAddress() async throws {
        let own = try GuardedHTTP.trustingTests(limits: Self.limits)
        try await StubHost.serve(tls: true) { request, host in
            if request.uri.hasSuffix("/jwks") { return .json(String(decoding: Self.keys, as: UTF8.self)) }
            return .json(
                #"{"issuer":"https://client.example:\#(host.port)","jwks_uri":"https://other.example:\#(host.port)/jwks"}"#
            )
        } _: { host async throws in
            let issuer = "https://client.example:\(host.port)"
            await #expect(throws: DiscoveryFailure.privateKeySet(host: "other.example")) {
                try await JWKSKeySource(discovered(issuer, http: own), http: own).fetch()
            }
            #expect(!host.requests.contains { $0.uri == "/jwks" })
            // It is allowed when the operator configures it.
            let named = IssuerMetadata(issuer: issuer, aliases: ["https://other.example"], http: own, time: clock)
            #expect(try await JWKSKeySource(.discovered(named), http: own).fetch().body == Self.keys)
            #expect(
                try await JWKSKeySource(.keySet("https://other.example:\(host.port)/jwks"), http: own).fetch().body
                    == Self.keys
            )
        }
    }

    @Test func afterAFailureTheKeysAreDiscoveredAgain() async throws {
        let isDown = Mutex(false)
        try await StubHost.serve { request, host in
            if request.uri == "/jwks" { return isDown.withLock { $0 } ? .answer(500, "") : .json(#"{"keys":[]}"#) }
            return .json(#"{"issuer":"\#(host.url)","jwks_uri":"\#(host.url)/jwks"}"#)
        } _: { host async throws in
            let source = JWKSKeySource(discovered(host.url), http: http)
            _ = try await source.fetch()
            isDown.withLock { $0 = true }
            #expect(await failure { try await source.fetch() } == .status(url: host.url + "/jwks", code: 500))
            isDown.withLock { $0 = false }
            _ = try await source.fetch()
            #expect(host.requests.count { $0.uri.hasPrefix("/.well-known") } == 2)
        }
    }

    @Test(arguments: [StubHost.Reply.flood(300_000), .answer(302, "", [("Location", "http://169.254.169.254/")])])
    func aKeySetThatIsTooLargeOrRedirectedIsRefused(reply: StubHost.Reply) async throws {
        try await StubHost.serve { _, _ in
            reply
        } _: { host async throws in
            #expect(await failure { try await JWKSKeySource(.keySet(host.url), http: http).fetch() } != nil)
            #expect(host.requests.count == 1)
        }
    }

    @Test func anExaminationReportsKeysAndClockSkew() async throws {
        let date = ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
        let symmetric = #"{"kty":"oct","k":"c2VjcmV0"}"#
        let good = try String(decoding: StrictJSON.encode(SigningKey.generate(.es256).publicJWK.json), as: UTF8.self)
        try await serve(failing: 0, keys: .json("{\"keys\":[\(symmetric),\(good)]}", [date])) {
            host,
            _,
            _ async throws in
            let found = try await JWKSKeySource(.keySet(host.url + "/jwks"), http: http).examine(for: [.es256], clock)
            #expect(found.address == host.url + "/jwks" && found.usableKeys == 1)
            #expect(found.leftOut.count == 1 && found.leftOut[0].contains("symmetric"))
            #expect(found.clockDifference == .seconds(60))
        }
        let other = try String(
            decoding: StrictJSON.encode(SigningKey.generate(.es384, id: "other").publicJWK.json),
            as: UTF8.self
        )
        try await serve(failing: 0, keys: .json("{\"keys\":[\(other),\(good)]}")) { host, _, _ async throws in
            let source = JWKSKeySource(.keySet(host.url + "/jwks"), http: http)
            let found = try await source.examine(for: [.es256], clock)
            #expect(found.usableKeys == 1 && found.leftOut == ["key “other”: it is for ES384, and ES256 are accepted"])
            await #expect(throws: NoUsableKey.self) { try await source.examine(for: [.rs256], clock) }
        }
        try await serve(failing: 0, keys: .json("{\"keys\":[\(symmetric)]}")) { host, _, _ async throws in
            await #expect(throws: NoUsableKey.self) {
                try await JWKSKeySource(.keySet(host.url + "/jwks"), http: http).examine(for: [.es256], clock)
            }
        }
    }

    // MARK: Start

    @Test func aRequiredIssuerIsTriedThreeTimesAndThenTheCauseIsReported() async throws {
        try await serve(failing: .max) { host, connection, journal async throws in
            let reason = "\(host.url)/.well-known/openid-configuration answered with HTTP status 503"
            let expected = IssuerUnreachable(name: "test", issuer: host.url, reason: reason)
            await #expect(throws: expected) { try await journal.start.open(connection) }
            #expect(journal.allPauses == [.seconds(1), .seconds(2)])
            #expect(host.requests.count == 3)
            #expect(journal.allEvents.last == .failed(issuer: host.url, reason: reason, nextTry: nil))
        }
    }

    @Test func anIssuerThatRecoversWithinThreeAttemptsIsAccepted() async throws {
        try await serve(failing: 2) { host, connection, journal async throws in
            try await journal.start.open(connection)
            #expect(journal.allPauses == [.seconds(1), .seconds(2)])
            #expect(journal.allEvents.map(\.description).last == "OIDC authentication initialized issuer=\(host.url)")
            #expect(try await connection.keys(at: clock.now()).set.keys.count == 1)
        }
    }

    /// The first token is verified with the keys that the start fetched, even if the issuer is down by then.
    @Test func theFirstTokenNeedsNoFetch() async throws {
        try await serve(failing: 0) { host, connection, journal async throws in
            try await journal.start.open(connection)
            #expect(try await connection.keys(at: clock.now()).set.keys.count == 1)
            try await connection.renewIfDue()
            #expect(host.requests.map(\.uri) == ["/.well-known/openid-configuration", "/jwks"])
            clock.advance(by: .seconds(150))
            try await connection.renewIfDue()
            #expect(host.requests.map(\.uri).last == "/jwks" && host.requests.count == 3)
        }
        let nowhere = JWKSKeySource(.keySet("http://127.0.0.1:1/jwks"), http: http)
        try await IssuerConnection(name: "x", issuer: "i", cache: JWKSKeyCache(nowhere), time: clock).renewIfDue()
    }

    @Test func aClockThatIsSetBackEndsCaching() async throws {
        try await serve(failing: 1) { host, _, _ async throws in
            let metadata = IssuerMetadata(issuer: host.url, http: http, time: clock)
            for (advance, requests) in [(0, 1), (0, 1), (-7_200, 2), (0, 2), (-7_200, 3)] as [(Int64, Int)] {
                clock.advance(by: .seconds(advance))
                _ = try? await metadata.current()
                #expect(host.requests.count == requests)
            }
        }
    }

    @Test func anOptionalIssuerIsTriedUntilItRespondsAndItsTokensGet503Meanwhile() async throws {
        try await serve(failing: 9) { _, connection, journal async throws in
            do {
                _ = try await connection.keys(at: clock.now())
                Issue.record("got keys of an issuer that was never reached")
            } catch let fault as Fault {
                #expect(fault.code == .unavailable && fault.detail == "OIDC provider not initialized")
            }
            try await journal.start.keepOpening(connection)
            #expect(journal.allPauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) })
            #expect(try await connection.keys(at: clock.now()).set.keys.count == 1)
        }
    }

    @Test func stoppingTheServerEndsTheAttempts() async throws {
        try await serve(failing: .max) { host, connection, _ async throws in
            let start = IssuerStart(sleep: { _ in throw CancellationError() }) { _ in }
            await #expect(throws: CancellationError.self) { try await start.keepOpening(connection) }
            #expect(host.requests.count == 1)
        }
    }

    @Test func theMessageNamesTheCause() async throws {
        func reason(_ source: JWKSKeySource) async -> String {
            let connection = IssuerConnection(name: "x", issuer: "i", cache: JWKSKeyCache(source), time: clock)
            do {
                try await Journal().start.open(connection)
                return ""
            } catch {
                return "\(error)"
            }
        }
        let gone = GuardedHTTP(reach: .operatorChosen, limits: .patient, resolver: ScriptedNames([]))
        #expect(
            await reason(JWKSKeySource(discovered("https://idp.example", http: gone), http: gone)).contains(
                "DNS has no address for idp.example"
            )
        )
        try await StubHost.serve(tls: true) { _, _ in
            .silence
        } _: { host async throws in
            #expect(
                await reason(JWKSKeySource(discovered("https://localhost:\(host.port)"), http: http)).contains(
                    "TLS with https://localhost:\(host.port)/"
                )
            )
        }
        try await StubHost.serve { _, _ in
            .json(#"{"issuer":"https://evil.example"}"#)
        } _: { host async throws in
            #expect(await reason(JWKSKeySource(discovered(host.url), http: http)).contains("“https://evil.example”"))
        }
    }
}
