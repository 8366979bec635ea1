import Base
import NIOHTTP1
import TestSupport
import Testing

@testable import Outbound

@Suite("Guarded HTTP (standards on SSRF; RFC 9111 §5.2.2)") struct GuardedHTTPTests {
    @Test func aResponseHasItsHeaders() async throws {
        try await StubHost.serve { _, _ in
            .json("{}", [("Cache-Control", "public, max-age=120"), ("Date", "Sun, 06 Nov 1994 08:49:37 GMT")])
        } _: { host async throws in
            let response = try await GuardedHTTP.small().get(host.url + "/x?y=1")
            #expect(response.status == 200 && response.body == Array("{}".utf8) && response.maxAge == 120)
            #expect(response.date.flatMap(HTTPDate.timestamp) == Timestamp(iso8601: "1994-11-06T08:49:37Z"))
            #expect(host.requests.map(\.uri) == ["/x?y=1"])
        }
    }

    @Test(
        arguments: [
            ("max-age=60", 60), ("no-store", 0), ("no-cache, max-age=60", 0), ("MAX-AGE=5", 5), ("private", nil),
            ("max-age=x", nil),
        ] as [(String, Int?)]
    )
    func cacheControlIsRead(header: String, expected: Int?) async throws {
        try await StubHost.serve { _, _ in
            .json("{}", [("Cache-Control", header)])
        } _: { host async throws in
            #expect(try await GuardedHTTP.small().get(host.url).maxAge == expected)
        }
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func redirectsAreRefusedAndNotFollowed(status: Int) async throws {
        try await StubHost.serve { _, host in
            .answer(status, "", [("Location", host.url + "/secret")])
        } _: { host async throws in
            #expect(
                await failure { try await GuardedHTTP.small().get(host.url + "/a") }
                    == .redirected(url: host.url + "/a")
            )
            #expect(host.requests.map(\.uri) == ["/a"])
        }
    }

    @Test func anErrorStatusIsAResponseButNotADocument() async throws {
        try await StubHost.serve { _, _ in
            .answer(404, "no")
        } _: { host async throws in
            #expect(try await GuardedHTTP.small().get(host.url).status == 404)
            // The query can contain a secret.
            #expect(
                await failure { try await GuardedHTTP.small().document(host.url + "/a?key=s") }
                    == .status(url: host.url + "/a", code: 404)
            )
        }
    }

    @Test func aLargeResponseIsRefusedWithAndWithoutContentLength() async throws {
        for reply in [StubHost.Reply.flood(5_000_000), .answer(200, String(repeating: "x", count: 1_001))] {
            try await StubHost.serve { _, _ in
                reply
            } _: { host async throws in
                #expect(
                    await failure { try await GuardedHTTP.small().get(host.url) }
                        == .tooLarge(url: host.url, limit: 1_000)
                )
            }
        }
        try await StubHost.serve { _, _ in
            .answer(200, String(repeating: "x", count: 1_000))
        } _: { host async throws in
            #expect(try await GuardedHTTP.small().get(host.url).body.count == 1_000)
        }
    }

    @Test func silentAndDrippingResponsesEndAtTheTimeLimit() async throws {
        for reply in [StubHost.Reply.silence, .drip] {
            try await StubHost.serve { _, _ in
                reply
            } _: { host async throws in
                #expect(
                    await failure { try await GuardedHTTP.small(seconds: 0.2).get(host.url) }
                        == .timedOut(url: host.url)
                )
            }
        }
    }

    @Test func aRefusedConnectionIsReportedWithTheAddress() async throws {
        let url = try await StubHost.serve { _, _ in
            .silence
        } _: {
            $0.url
        }
        #expect(
            await failure { try await GuardedHTTP.small().get(url) }
                == .connectionFailed(url: url, reason: "connection refused")
        )
    }

    @Test func aNameWithoutAddressIsReported() async {
        let names = ScriptedNames([])
        #expect(
            await failure { try await GuardedHTTP.small(names: names).get("https://gone.example/") }
                == .nameNotFound("gone.example")
        )
    }

    // MARK: TLS

    @Test func theCertificateMustBeTrustedAndMatchTheHost() async throws {
        try await StubHost.serve(tls: true) { _, _ in
            .json("{}")
        } _: { host async throws in
            let names = ScriptedNames(["127.0.0.1"])
            func status(_ http: GuardedHTTP, _ name: String) async throws -> Int {
                try await http.get("https://\(name):\(host.port)/").status
            }
            let own = try GuardedHTTP(
                reach: .operatorChosen,
                limits: .small(),
                resolver: names,
                trusting: Array(TestCertificate.first.utf8)
            )
            #expect(try await status(own, "client.example") == 200)
            let unknown = "its certificate has expired, or this server does not trust its certificate authority"
            for (http, name, reason) in [
                (own, "wrong.example", "its certificate is for another name"),
                (
                    GuardedHTTP.small(names: names), "client.example",
                    unknown + "; set your own authority in outbound.caFile"
                ),
            ] {
                let expected = OutboundFailure.tlsFailed(url: "https://\(name):\(host.port)/", reason: reason)
                #expect(await failure { try await status(http, name) } == expected)
            }
        }
    }

    @Test func aPortWithoutTLSIsReported() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            let url = "https://127.0.0.1:\(host.port)/"
            #expect(
                await failure { try await GuardedHTTP.small().get(url) }
                    == .tlsFailed(url: url, reason: "it does not speak TLS on this port")
            )
        }
    }

    @Test func trustedAuthoritiesMustBeCertificates() {
        #expect(throws: (any Error).self) { try GuardedHTTP(reach: .operatorChosen, trusting: Array("not PEM".utf8)) }
    }

    // MARK: What is sent

    @Test func formsAndBasicCredentialsAreEncoded() async throws {
        try await StubHost.serve { _, _ in
            .json("{}")
        } _: { host async throws in
            _ = try await GuardedHTTP.small().post(host.url, form: [("a b", "c&d=é")], basic: ("id:x", Secret("s e/c")))
            let request = try #require(host.requests.first)
            #expect(request.method == .POST && request.body == "a%20b=c%26d%3D%C3%A9")
            #expect(request.headers["Content-Type"] == ["application/x-www-form-urlencoded"])
            // RFC 6749 §2.3.1: both halves encoded, then joined: `id%3Ax:s%20e%2Fc`.
            #expect(request.headers["Authorization"] == ["Basic aWQlM0F4OnMlMjBlJTJGYw=="])
        }
    }
}
