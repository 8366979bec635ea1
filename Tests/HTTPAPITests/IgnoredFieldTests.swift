import Base
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Testing

@testable import HTTPAPI

/// Clients that misspell a member learn this from the response.
@Suite struct IgnoredFieldTests {
    private static let path = "/v1/long-term-memory"
    private static let header = HTTPField.Name("X-Ignored-Fields")!

    private static let requests: [(method: HTTPRequest.Method, path: String, json: JSONValue, ignored: [String])] = [
        (.post, "/search", ["query": "tea"], ["query"]),
        (.post, "/search?limt=5", ["text": "tea", "user": "ada", "colour": nil], ["limt", "user"]),
        (
            .post, "/search", ["text": "tea", "created_at": ["gte": "2026-01-01", "inclusive": true]],
            ["created_at.inclusive"]
        ),
        (.post, "/search", ["text": "tea", "namespace": ["eq": "n"], "server_side_recency": true], []),
        (
            .post, "/",
            [
                "memories": [
                    ["id": "a", "text": "x", "memory_hash": "h", "metadata": ["free": 1]],
                    ["id": "b", "text": "y", "topic": ["t"]],
                ]
            ],
            ["memories.1.topic"]
        ),
        (
            .post, "/forget", ["policy": ["max_age": 1, "max_age_days": 2], "pinned": []], ["pinned", "policy.max_age"]
        ),
        (.patch, "/m", ["text": "new", "topix": ["x"]], ["topix"]),
        (.post, "/search", ["text": "tea", "na\u{e9}me, 5%\n": 1], ["na%C3%A9me%2C%205%25?"]),
    ]

    @Test(
        "A header names unknown members and parameters, and so does the body for searches and forgetting",
        arguments: requests
    )
    func unknownMembersAreNamed(
        request: (method: HTTPRequest.Method, path: String, json: JSONValue, ignored: [String])
    ) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            _ = try await call(
                .post,
                Self.path,
                token: fixture.app,
                json: ["memories": [["id": "m", "text": "Ada likes tea"]]]
            )
            let answer = try await call(
                request.method,
                Self.path + request.path,
                token: fixture.app,
                json: request.json
            )
            #expect(answer.status == 200, "\(answer.text)")
            #expect(
                answer.headers[Self.header] == (request.ignored.isEmpty ? nil : request.ignored.joined(separator: ", "))
            )
            if request.path.hasPrefix("/search") || request.path == "/forget" {
                #expect((answer.json["ignored_fields"]?.array?.count ?? 0) == request.ignored.count)
            }
        }
    }

    @Test("The body names a member in its original letters; the header percent-encodes what is not ASCII")
    func letters() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let json: JSONValue = ["text": "tea", "caf\u{e9}": 1, "x\u{202e}y": 2]
            let answer = try await call(.post, "\(Self.path)/search", token: fixture.app, json: json)
            #expect(answer.json["ignored_fields"] == ["caf\u{e9}", "x?y"])
            #expect(answer.headers[Self.header] == "caf%C3%A9, x?y")
        }
    }

    @Test("Sessions and prompts name unknown members too, but not those that clients send back from a response")
    func sessionsNameTheirs() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let session: JSONValue = ["messages": [["role": "user", "content": "hi", "name": "x"]], "ttl": 5]
            let put = try await call(.put, "/v1/working-memory/s", token: fixture.app, json: session)
            #expect(put.headers[Self.header] == "ttl, messages.0.name")
            let again = try await call(.put, "/v1/working-memory/s", token: fixture.app, json: put.json)
            #expect(again.status == 200 && again.headers[Self.header] == nil)
            let prompt: JSONValue = ["query": "q", "long_term_search": ["limits": 3]]
            #expect(
                try await call(.post, "/v1/memory/prompt", token: fixture.app, json: prompt).headers[Self.header]
                    == "long_term_search.limits"
            )
        }
    }

    @Test("A search without text and filter gets a notice that it lists everything")
    func aSearchWithoutConditionsSaysSo() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for (json, isTold) in [
                (["query": "tea"], true), (["text": " "], true), (["user_id": ["eq": "ada"]], false),
            ]
                as [(JSONValue, Bool)]
            {
                let answer = try await call(.post, Self.path + "/search", token: fixture.app, json: json)
                #expect((answer.json["notice"]?.string?.contains("no text and no filter") == true) == isTold)
            }
        }
    }

    @Test("A number beyond 2^63 in metadata is returned unchanged")
    func bigNumbersStay() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let numbers: JSONValue = [
                "trace": .decimal("18446744073709551615"), "pi": .decimal("3.14159265358979323846"),
            ]
            _ = try await call(
                .post,
                Self.path,
                token: fixture.app,
                json: ["memories": [["id": "n", "text": "x", "metadata": numbers]]]
            )
            #expect(try await call(.get, Self.path + "/n", token: fixture.app).json["metadata"] == numbers)
            let session: JSONValue = ["messages": [], "data": numbers]
            _ = try await call(.put, "/v1/working-memory/s", token: fixture.app, json: session)
            #expect(try await call(.get, "/v1/working-memory/s", token: fixture.app).json["data"] == numbers)
        }
    }
}
