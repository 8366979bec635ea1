import Authorization
import Base
import Identity
import Memories
import Synchronization
import TestSupport
import Testing

@testable import JOSE
@testable import Outbound

/// Every response of a remote server leads to a value or a fault, never to a crash.
@Suite("Hostile responses of remote servers") struct HostileAnswerTests: OIDCLogin {
    private static let rounds = 250
    let clock = ManualClock()

    /// The next response.
    private final class Script: Sendable {
        private let reply = Mutex<StubHost.Reply>(.silence)
        var next: StubHost.Reply {
            get { reply.withLock { $0 } }
            set { reply.withLock { $0 = newValue } }
        }

        /// Serves it while `body` runs.
        func serve(tls: Bool = false, _ body: (StubHost) async throws -> Void) async throws {
            try await StubHost.serve(tls: tls, { _, _ in self.next }, body)
        }
    }

    private let http = GuardedHTTP(reach: .operatorChosen, limits: .patient)

    @Test(
        "The embedding endpoint: any status, Retry-After and body gives a vector of the model or a fault with a sane retry time"
    )
    func embeddingEndpoint() async throws {
        let script = Script()
        var damage = Damage(seed: Damage.seed)
        var answered = 0
        try await script.serve { host async throws in
            for round in 0..<Self.rounds {
                var options = OpenAICompatibleEmbedder.Options(url: host.url + "/v1", model: "m")
                (options.attempts, options.attemptTime, options.totalTime) = (1, .seconds(300), .seconds(600))
                options.dimension = damage.chance(0.5) ? 3 : nil
                let good = #"{"data":[{"index":0,"embedding":[1,0.5,2]}],"usage":{"total_tokens":3}}"#
                let status = damage.pick([200, 200, 200, 200, 204, 301, 400, 401, 408, 413, 429, 429, 500, 503, 599])
                script.next = .answer(
                    status,
                    damage.chance(0.1) ? good : damage.damaged(good),
                    [("Retry-After", damage.pick(Damage.seconds))]
                )
                do {
                    let embedder = try await OpenAICompatibleEmbedder.connect(options, random: SeededRandom(1)) { _ in }
                    #expect(OutsideNumber.dimension.range.contains(embedder.model.dimension), "round \(round)")
                    let result: Result<[Vector], any Error>
                    do { result = .success(try await embedder.embed(["x"], for: .query)) } catch {
                        result = .failure(error)
                    }
                    await embedder.shutdown()
                    for vector in try result.get() {
                        answered += 1
                        #expect(
                            vector.dimension == embedder.model.dimension && vector.elements.allSatisfy(\.isFinite),
                            "round \(round)"
                        )
                    }
                } catch let fault as Fault {
                    #expect(
                        fault.hints.retryAfter.map(OutsideNumber.retryAfter.range.contains) ?? true,
                        "round \(round)"
                    )
                }
            }
        }
        #expect(answered > Self.rounds / 50, "some damaged responses must stay readable")
    }

    @Test("Vectors too long to be stored are refused by their length")
    func longVectors() async throws {
        let script = Script()
        let elements = Array(repeating: "1", count: 20_000).joined(separator: ",")
        script.next = .answer(200, #"{"data":[{"index":0,"embedding":[\#(elements)]}]}"#)
        try await script.serve { host async throws in
            let options = OpenAICompatibleEmbedder.Options(url: host.url + "/v1", model: "m")
            await #expect(throws: Fault.self) {
                try await OpenAICompatibleEmbedder.connect(options, random: SeededRandom(1)) { _ in }
            }
        }
    }

    @Test("Discovery: any document gives metadata or a failure")
    func discovery() async throws {
        let script = Script()
        var damage = Damage(seed: Damage.seed)
        var read = 0
        try await script.serve { host async throws in
            let good = #"""
                {"issuer":"\#(host.url)","jwks_uri":"\#(host.url)/jwks","authorization_endpoint":"\#(host.url)/a",
                "token_endpoint":"\#(host.url)/t","request_object_expiry":600,"token_endpoint_auth_methods_supported":["none",7]}
                """#
            for _ in 0..<Self.rounds {
                script.next = .json(damage.damaged(good), [("Cache-Control", "max-age=" + damage.pick(Damage.seconds))])
                if (try? await OIDCDiscovery(http: http).metadata(of: host.url)) != nil { read += 1 }
            }
        }
        #expect(read > Self.rounds / 50)
    }

    @Test("Key sets: any body, max-age and Date is cached for a minute to an hour, or refused")
    func keySets() async throws {
        let script = Script()
        var damage = Damage(seed: Damage.seed)
        let good = String(
            decoding: try StrictJSON.encode(JWKSet(keys: [SigningKey.generate(.es256).verificationKey]).json),
            as: UTF8.self
        )
        let numbered = good.dropLast() + #","exp":1900000000,"keys_version":7}"#
        var read = 0
        try await script.serve { host async throws in
            let source = JWKSKeySource(.keySet(host.url + "/jwks"), http: http)
            for round in 0..<Self.rounds {
                let cache = JWKSKeyCache(source)
                let headers = [
                    ("Cache-Control", "max-age=" + damage.pick(Damage.seconds)), ("Date", damage.pick(Damage.seconds)),
                ]
                script.next = .json(damage.chance(0.3) ? good : damage.damaged(String(numbered)), headers)
                let start = clock.now()
                guard (try? await cache.keys(at: start)) != nil else { continue }
                read += 1
                _ = try? await source.examine(for: Set(Algorithm.allCases), clock)
                // After the longest lifetime and grace period, no earlier document is in use.
                script.next = .answer(500, "")
                let end = start.advanced(by: .seconds(3 * 3_600))
                await #expect(throws: Fault.self, "round \(round)") { try await cache.keys(at: end) }
            }
        }
        #expect(read > Self.rounds / 20)
    }

    @Test("Client documents: any document and max-age gives a client or a refusal")
    func clientDocuments() async throws {
        let script = Script()
        var damage = Damage(seed: Damage.seed)
        var read = 0
        try await script.serve(tls: true) { host async throws in
            let guarded = try GuardedHTTP.trustingTests()
            let url = try #require(ClientDocumentURL("https://client.example:\(host.port)/app"))
            let good = #"""
                {"client_id":"\#(url.text)","client_name":"App","redirect_uris":["http://127.0.0.1:8080/cb"],
                "client_id_issued_at":1700000000,"default_max_age":3600,"token_endpoint_auth_method":"none"}
                """#
            for _ in 0..<Self.rounds / 2 {
                let documents = ClientDocuments(http: guarded, allowedDomains: [])
                let body = damage.chance(0.2) ? good : damage.damaged(good)
                script.next = .json(body, [("Cache-Control", "max-age=" + damage.pick(Damage.seconds))])
                guard (try? await documents.client(url, at: clock.now())) != nil else { continue }
                read += 1
                script.next = .answer(500, "")
                _ = try? await documents.client(url, at: Timestamp(milliseconds: .max))
                _ = try? await documents.client(url, at: clock.now().advanced(by: .seconds(90_000)))
            }
        }
        #expect(read > Self.rounds / 50)
    }

    @Test(
        "Upstream tokens: any number in the response or the ID token, and any damage to the response, gives a login or a refusal"
    )
    func upstreamTokens() async throws {
        var damage = Damage(seed: Damage.seed)
        var accepted = 0
        for _ in 0..<Self.rounds / 5 {
            let (claim, value) = (
                damage.pick(["exp", "iat", "nbf", "auth_time", "updated_at"]), damage.pick(Damage.numbers)
            )
            let (member, other) = (
                damage.pick(["expires_in", "refresh_expires_in", "not-before-policy"]), damage.pick(Damage.numbers)
            )
            let broken = damage.chance(0.3) ? damage.damaged(#"{"id_token":"e30.e30.e30","expires_in":3600}"#) : nil
            let script = ScriptedProvider.Script(
                claims: { $0[claim] = Self.json(value) },
                tokens: { tokens in
                    tokens[member] = Self.json(other)
                    if let broken { tokens = (try? StrictJSON.parse(Array(broken.utf8)).object) ?? [:] }
                }
            )
            try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
                do {
                    _ = try await identity(provider(scripted))
                    accepted += 1
                } catch {
                    #expect(error is Fault)
                }
            }
        }
        #expect(accepted > 0)
    }

    /// Text that is not JSON becomes a JSON string.
    private static func json(_ text: String) -> JSONValue {
        (try? StrictJSON.parse(Array(text.utf8))) ?? .string(text)
    }
}
