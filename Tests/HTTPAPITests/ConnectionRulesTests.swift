import Base
import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPAPI

/// A route that reads at most ten bytes, and one that fails before it reads the body.
private struct Bodies: Feature {
    func mount(on doors: Doors) {
        doors.open().post("read") { request, _ -> String in "read \(String(buffer: try await request.body(upTo: 10)))" }
        doors.open().post("closed") { _, _ -> Response in
            throw Fault(.missingCredential, "Missing authorization header")
        }
    }
}

@Suite("RFC 9112 §3.2, the Host header") struct HostLineTests {
    @Test(
        "A request has exactly one host, the same as its target",
        arguments: [
            ("/", ["memory.example"], nil), ("/", ["[::1]:8000"], nil), ("/", ["LOCALHOST:8000"], nil),
            ("/a?b=http://c", ["d"], nil),
            ("http://a/x", ["a"], nil), ("http://A:80/x", ["a"], nil), ("https://a?x", ["a:443"], nil),
            ("*", ["a"], nil),
            ("/", [], "The request has no Host header."),
            ("/", ["a", "a"], "The request has more than one Host header."),
            ("/", ["a", "b"], "The request has more than one Host header."),
            ("http://a/", [], "The request has no Host header."),
            ("http://a/", ["b"], "The Host header contradicts the target of the request."),
            ("http://a:81/", ["a"], "The Host header contradicts the target of the request."),
            ("http://a@b/", ["a"], "The Host header contradicts the target of the request."),
            ("/", [""], "The Host header must be a host name with an optional port."),
            ("/", ["a, b"], "The Host header must be a host name with an optional port."),
            ("/", ["a/b"], "The Host header must be a host name with an optional port."),
            ("/", ["u@a"], "The Host header must be a host name with an optional port."),
            ("/", ["a:b"], "The Host header must be a host name with an optional port."),
            ("/", ["[::1"], "The Host header must be a host name with an optional port."),
        ] as [(String, [String], String?)]
    )
    func flaws(target: String, hosts: [String], flaw: String?) {
        let headers = HTTPHeaders(hosts.map { ("Host", $0) })
        #expect(
            HostLine.flaw(of: HTTPRequestHead(version: .http1_1, method: .GET, uri: target, headers: headers)) == flaw
        )
    }

    @Test("An HTTP/1.0 request needs no Host header") func http10() {
        #expect(HostLine.flaw(of: HTTPRequestHead(version: .http1_0, method: .GET, uri: "/")) == nil)
    }
}

@Suite("RFC 9110 and RFC 9112, connections") struct ConnectionRulesTests {
    private static let long = String(repeating: "y", count: 100_000)
    private static let post = "POST /read HTTP/1.1\r\nHost: a\r\n"

    @Test(
        "A malformed or ambiguous request gets one response with a body, and a line in the log",
        .timeLimit(.minutes(5)),
        arguments: [
            ("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("no host", "GET / HTTP/1.1\r\n\r\n", 400),
            ("a host that differs from the target's", "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("a return in a token", "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer amt_x\ry\r\n\r\n", 400),
            ("a line end in a token", "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer amt_x\ny\r\n\r\n", 400),
            ("a null in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", 400),
            ("a space before a colon", "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n", 400),
            ("two lengths", "\(post)Content-Length: 4\r\nContent-Length: 40\r\n\r\nbody", 400),
            ("one length twice", "\(post)Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody", 400),
            ("a list of lengths", "\(post)Content-Length: 4, 4\r\n\r\nbody", 400),
            ("a signed length", "\(post)Content-Length: +4\r\n\r\nbody", 400),
            ("a length before chunks", "\(post)Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("chunks before a length", "\(post)Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n", 400),
            ("an encoding after chunks", "\(post)Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
            ("no chunk size", "\(post)Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400),
            ("no method", "GETT / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("too long a header", "GET / HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n", 431),
            ("two expectations", "\(post)Expect: 100-continue\r\nExpect: x\r\nContent-Length: 4\r\n\r\nbody", 417),
            ("an unknown expectation", "\(post)Expect: payment\r\nContent-Length: 4\r\n\r\nbody", 417),
        ] as [(String, String, Int)]
    )
    func malformed(name: String, request: String, status: Int) async throws {
        let log = LogRecorder()
        let smuggled = "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nsmuggled"
        let heard = try await Talker.talk([.init(after: "", say: request + smuggled)], with: [Bodies()], log: log)
        #expect(heard.hasPrefix("HTTP/1.1 \(status) "), "\(heard)")
        #expect(
            heard.matches(of: /HTTP\/1\.1 \d/).count == 1 && heard.lowercased().contains("connection: close"),
            "\(heard)"
        )
        let body = try #require(heard.split(separator: "\r\n\r\n").last)
        #expect(try StrictJSON.parse(Array(body.utf8))["detail"]?.string?.isEmpty == false)
        #expect(log.lines.contains { $0.contains("malformed request") && $0.contains("status=\(status)") })
        #expect(!log.text.contains("amt_x"))
    }

    @Test("A request before a malformed one gets its response first", .timeLimit(.minutes(5)))
    func order() async throws {
        let first = "\(Self.post)Content-Length: 2\r\n\r\nhi"
        let heard = try await Talker.talk([.init(after: "", say: first + "GET / HTTP/1.1\r\n\r\n")], with: [Bodies()])
        #expect(heard.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.output.1) } == ["200", "400"], "\(heard)")
    }

    @Test(
        "A client that sends Expect: 100-continue, once or twice, is told to continue once, when the body is read",
        .timeLimit(.minutes(5)),
        arguments: [1, 2]
    )
    func continues(times: Int) async throws {
        let expectation = String(repeating: "Expect: 100-Continue\r\n", count: times)
        let head = "\(Self.post)\(expectation)Content-Length: 4\r\n\r\n"
        let heard = try await Talker.talk(
            [
                .init(after: "", say: head), .init(after: "HTTP/1.1 100 Continue\r\n\r\n", say: "body"),
                .init(after: "read body", say: "\(Self.post)Connection: close\r\nContent-Length: 2\r\n\r\nhi"),
            ],
            with: [Bodies()]
        )
        #expect(heard.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.output.1) } == ["100", "200", "200"], "\(heard)")
        #expect(heard.hasSuffix("read hi"))
    }

    @Test(
        "A request that is refused without its body gets its response at once, and its connection is closed",
        .timeLimit(.minutes(5)),
        arguments: [("closed", 4, 401), ("read", 11, 413), ("nowhere", 4, 404)]
    )
    func refuses(path: String, length: Int, status: Int) async throws {
        let head = "POST /\(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
        let heard = try await Talker.talk([.init(after: "", say: head)], with: [Bodies()])
        #expect(heard.hasPrefix("HTTP/1.1 \(status) ") && heard.lowercased().contains("connection: close"), "\(heard)")
    }

    @Test(
        "A client that does not wait, or uses HTTP/1.0, is not told to continue",
        .timeLimit(.minutes(5)),
        arguments: ["1.1", "1.0"]
    )
    func impatient(version: String) async throws {
        let head =
            "POST /read HTTP/\(version)\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 4\r\n\r\n"
        let heard = try await Talker.talk([.init(after: "", say: head + "body")], with: [Bodies()])
        #expect(heard.hasPrefix("HTTP/1.1 200 ") && heard.hasSuffix("read body"), "\(heard)")
    }

    @Test(
        "RFC 9112 §9.3: after a response to HTTP/1.0 the connection is closed, unless the client asked to keep it",
        .timeLimit(.minutes(5))
    )
    func http10() async throws {
        let request = "POST /read HTTP/1.0\r\nContent-Length: 4\r\n\r\nbody"
        let heard = try await Talker.talk([.init(after: "", say: request)], with: [Bodies()])
        #expect(heard.hasSuffix("read body") && heard.lowercased().contains("connection: close"), "\(heard)")
    }
}
