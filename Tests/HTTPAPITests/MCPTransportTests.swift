import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("MCP over HTTP: responses of the transport itself (2026-07-28 and 2025-11-25 transports, authorization)")
struct MCPTransportTests {
    /// A deviation from a correct POST of a ping, and its status.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var method = HTTPRequest.Method.post
        var body = Row.ping
        var headers: HTTPFields = [:]
        let status: Int

        static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#

        init(
            _ name: String,
            method: HTTPRequest.Method = .post,
            body: String = ping,
            headers: HTTPFields = [:],
            _ status: Int
        ) {
            testDescription = name
            (self.method, self.body, self.headers, self.status) = (method, body, headers, status)
        }
    }

    static let rows: [Row] = [
        Row("a valid request", 200),
        Row("an empty Accept", headers: [.accept: ""], 406),
        Row("any type accepted", headers: [.accept: "*/*"], 200),
        Row("JSON accepted among others", headers: [.accept: "text/html, Application/JSON;q=0.5"], 200),
        Row("HTML accepted only", headers: [.accept: "text/html"], 406),
        Row("event streams accepted only", headers: [.accept: "text/event-stream"], 200),
        Row("JSON with a charset", headers: [.contentType: "Application/JSON; charset=utf-8"], 200),
        Row("plain text", headers: [.contentType: "text/plain"], 415),
        Row("a form", headers: [.contentType: "application/x-www-form-urlencoded"], 415),
        Row("compressed", headers: [.contentEncoding: "gzip"], 415),
        Row(
            "more than the limit",
            body: #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":""# + String(repeating: "y", count: 4_096)
                + "\"}}",
            413
        ),
        Row("GET, which would open a stream", method: .get, 405),
        Row("HEAD", method: .head, 405),
        Row(
            "GET from an allowed page, which may read the response",
            method: .get,
            headers: [.origin: "http://localhost:6274"],
            405
        ),
        Row("DELETE, which would end a session", method: .delete, 405),
        Row("a page of another origin", headers: [.origin: "https://evil.example"], 403),
        Row("a page of our own", headers: [.origin: "http://localhost:8000"], 200),
        Row("nothing", body: "", 400),
        Row("a batch", body: "[\(Row.ping)]", 200),
        Row(
            "a batch of a later revision",
            body: "[\(Row.ping)]",
            headers: [HTTPField.Name("MCP-Protocol-Version")!: "2025-06-18"],
            400
        ),
        Row("after a byte order mark", body: "\u{feff}\(Row.ping)", 200),
        Row(
            "a notification with null",
            body: #"{"jsonrpc":"2.0","method":"notifications/initialized","params":null}"#,
            202
        ),
        Row("a notification", body: #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, 202),
        Row("an unknown version", headers: [HTTPField.Name("MCP-Protocol-Version")!: "v999.0.0"], 400),
        Row("an unknown method in the new era", body: #"{"jsonrpc":"2.0","id":1,"method":"x"}"#, 200),
    ]

    @Test(
        "With every method, a client without a valid token gets the challenge that leads to the login",
        arguments: [HTTPRequest.Method.head, .get, .post]
    )
    func challenge(method: HTTPRequest.Method) async throws {
        var options = HTTPOptions()
        options.mcpResourceMetadata = "https://memory.example/meta"
        let fixture = try await ServerFixture()
        try await fixture.serve(options) { [options] call in
            for (token, error) in [(nil, nil), ("amt_unknown", "error=\"invalid_token\"")] as [(String?, String?)] {
                let answer = try await call(method, "/mcp", token: token, headers: [.origin: "http://localhost:6274"])
                #expect(
                    answer.status == 401
                        && answer.headers[.accessControlExposeHeaders]?.contains("WWW-Authenticate") == true
                )
                let challenge = try #require(answer.headers[.wwwAuthenticate])
                #expect(challenge.contains("resource_metadata=\"\(options.mcpResourceMetadata ?? "")\""))
                #expect(error.map(challenge.contains) ?? !challenge.contains("error"))
                #expect(method != .head || answer.text.isEmpty)
            }
        }
    }

    @Test("Errors behind the transport are written to the server's log")
    func log() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { [alice = fixture.alice] call in
            let list =
                #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_memories","arguments":{}}}"#
            let headers: HTTPFields = [.accept: "application/json", .contentType: "application/json"]
            #expect(try await call(.post, "/mcp", token: alice, headers: headers, body: list).status == 200)
            // The token is cached by now.
            try fixture.stores.close()
            _ = try await call(.post, "/mcp", token: alice, headers: headers, body: list)
            #expect(fixture.log.text.contains("MCP fault") && fixture.log.text.contains("method=tools/call"))
        }
    }

    @Test("A client that accepts only event streams gets the response as one event, and errors as JSON")
    func eventStream() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { [alice = fixture.alice] call in
            let headers: HTTPFields = [.accept: "text/event-stream", .contentType: "application/json"]
            let answer = try await call(.post, "/mcp", token: alice, headers: headers, body: Row.ping)
            #expect(answer.status == 200 && answer.headers[.contentType] == "text/event-stream")
            let lines = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 4 && lines[0] == "event: message" && lines[2].isEmpty && lines[3].isEmpty)
            let data = try #require(lines[1].firstMatch(of: /data: (.*)/)?.output.1)
            #expect(try StrictJSON.parse(Array(data.utf8)) == ["jsonrpc": "2.0", "id": 1, "result": [:]])
            let refused = try await call(.post, "/mcp", token: alice, headers: headers, body: "{")
            #expect(refused.status == 400 && refused.headers[.contentType] == "application/json")
        }
    }

    @Test("A client that accepts neither JSON nor event streams gets an error in JSON that says what to accept")
    func notAcceptable() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { [alice = fixture.alice] call in
            let headers: HTTPFields = [.accept: "text/html", .contentType: "application/json"]
            let answer = try await call(.post, "/mcp", token: alice, headers: headers, body: Row.ping)
            #expect(answer.status == 406)
            #expect(answer.json["error"]?["message"] == "Send the header Accept: application/json, text/event-stream.")
        }
    }

    @Test("Each deviation from a correct request has its status", arguments: rows)
    func statuses(row: Row) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve(HTTPOptions(bodyLimit: 2_048)) { [alice = fixture.alice] call in
            var headers: HTTPFields = [
                .accept: "application/json, text/event-stream", .contentType: "application/json",
            ]
            for field in row.headers { headers[field.name] = field.value }
            let answer = try await call(row.method, "/mcp", token: alice, headers: headers, body: row.body)
            #expect(answer.status == row.status)
            if row.status == 405 { #expect(answer.headers[.allow] == "POST") }
            #expect(answer.headers[.accessControlAllowOrigin] == (row.status == 403 ? nil : row.headers[.origin]))
            if row.status == 202 { #expect(answer.text.isEmpty) }
        }
    }
}
