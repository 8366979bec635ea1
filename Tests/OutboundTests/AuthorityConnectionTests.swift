import ACME
import Base
import NIOHTTP1
import Outbound
import TestSupport
import Testing

@Suite struct AuthorityConnectionTests {
    private let clock = ManualClock(Timestamp(iso8601: "2026-11-30T12:00:00Z")!)

    private var connection: AuthorityConnection {
        AuthorityConnection(GuardedHTTP(reach: .operatorChosen), clock)
    }

    @Test("RFC 8555 §6.2: a signed request is posted as application/jose+json")
    func post() async throws {
        try await StubHost.serve({ _, _ in
            .answer(
                201,
                "{}",
                [
                    ("Replay-Nonce", "abc"), ("Location", "https://ca.example/order/1"), ("Retry-After", "5"),
                    ("Content-Type", "application/json"),
                ]
            )
        }) { host in
            let request = AuthorityRequest(.post, host.url + "/new", body: Array("{}".utf8))
            let response = try await connection.exchange(request)
            #expect(response.status == 201 && response.nonce == "abc" && response.contentType == "application/json")
            #expect(response.location == "https://ca.example/order/1" && response.retryAfter == .seconds(5))
            let seen = try #require(host.requests.first)
            #expect(seen.method == .POST && seen.body == "{}")
            #expect(seen.headers["Content-Type"] == ["application/jose+json"])
        }
    }

    @Test(
        "A time to wait is read as seconds or as a date, and is a day at most",
        arguments: [
            ("120", 120), ("Mon, 30 Nov 2026 12:10:00 GMT", 600), ("Mon, 30 Nov 2026 11:00:00 GMT", 1),
            ("Fri, 30 Nov 2029 12:00:00 GMT", 86_400), ("soon", nil), ("-1", nil),
        ] as [(String, Int?)]
    )
    func waiting(text: String, seconds: Int?) async throws {
        try await StubHost.serve({ _, _ in .answer(503, "", [("Retry-After", text)]) }) { host in
            let response = try await connection.exchange(AuthorityRequest(.head, host.url + "/nonce"))
            #expect(response.retryAfter == seconds.map { .seconds($0) })
        }
    }

    @Test("Without a response there is a sentence")
    func silence() async {
        let failure = await thrown(OutboundFailure.self) {
            try await connection.exchange(AuthorityRequest(.get, "http://127.0.0.1:9/dir"))
        }
        #expect(failure?.description.contains("127.0.0.1:9") == true)
    }
}
