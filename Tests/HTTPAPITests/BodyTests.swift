import Base
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Testing

@testable import HTTPAPI

@Suite struct BodyTests {
    private static func request(_ parts: [String], _ headers: HTTPFields = [:]) -> Request {
        let stream = AsyncStream<ByteBuffer> { continuation in
            for part in parts { continuation.yield(ByteBuffer(string: part)) }
            continuation.finish()
        }
        return Request(
            head: .init(method: .post, scheme: "http", authority: "localhost", path: "/", headerFields: headers),
            body: .init(asyncSequence: stream)
        )
    }

    private static func code(_ body: () async throws -> Void) async -> FaultCode? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? Fault)?.code
        }
    }

    @Test func aBodyOfTheLimitIsAcceptedAndOneByteMoreIsRefused() async throws {
        #expect(try await Self.request(["1234", "5678"]).body(upTo: 8) == ByteBuffer(string: "12345678"))
        #expect(await Self.code { _ = try await Self.request(["1234", "56789"]).body(upTo: 8) } == .payloadTooLarge)
    }

    @Test func aTooLargeContentLengthIsRefusedBeforeReading() async {
        #expect(
            await Self.code { _ = try await Self.request([], [.contentLength: "9"]).body(upTo: 8) } == .payloadTooLarge
        )
    }

    @Test(arguments: ["gzip", "br", "deflate, identity"])
    func aCompressedBodyIsRefused(encoding: String) async {
        #expect(
            await Self.code { _ = try await Self.request(["x"], [.contentEncoding: encoding]).body(upTo: 8) }
                == .unsupportedMediaType
        )
    }

    @Test func theErrorNamesTheLimit() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve(HTTPOptions(bodyLimit: 100)) { (call) async throws in
            let answer = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                json: ["text": .string(String(repeating: "x", count: 200))]
            )
            #expect(answer.words == "413 The body is larger than 100 bytes.")
            #expect(answer.json["hint"]?.string?.contains("limits.bodyBytes") == true)
        }
    }

    @Test(
        arguments: [
            ("{bad", 400, ["body", 1]), ("", 400, ["body", 0]),
            ("{\"text\": \"a\", \"text\": \"b\"}", 400, ["body", 14]),
            ("{} {}", 400, ["body", 3]), ("{\"text\": 1e999}", 400, ["body", 9]),
            ("{\"text\": \"\\ud800\"}", 400, ["body", 10]),
            ("[]", 422, ["body"]), ("null", 422, ["body"]), ("\"x\"", 422, ["body"]),
            (String(repeating: "[", count: 10_000), 400, ["body", 64]),
        ] as [(String, Int, JSONValue)]
    )
    func aBodyThatIsNotAJSONObjectIsRefusedWithThePosition(body: String, status: Int, place: JSONValue) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let answer = try await call(.post, "/v1/long-term-memory/search", token: fixture.app, body: body)
            #expect(answer.status == status)
            #expect(answer.json["errors"]?.array?.first?["loc"] == place)
        }
    }

    @Test func theErrorForInvalidJSONNamesLineAndColumn() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            let body = "{\n  \"text\": 'tea'\n}"
            let answer = try await call(.post, "/v1/long-term-memory/search", token: fixture.app, body: body)
            #expect(answer.words == "400 The body is not valid JSON: a syntax error at line 2, column 11.")
        }
    }

    @Test(
        "The error for an empty body says that it is empty",
        arguments: ["/v1/long-term-memory/search", "/mcp", "/oauth/register"]
    )
    func emptyBody(path: String) async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let answer = try await call(
                .post,
                path,
                token: oauth.server.app,
                headers: [.contentType: "application/json"],
                body: ""
            )
            #expect(answer.status == 400 && answer.text.contains("The body is empty"), "\(answer.text)")
        }
    }

    @Test("A byte order mark before a body is ignored")
    func byteOrderMark() async throws {
        let oauth = try await OAuthFixture()
        try await oauth.serve { (call) async throws in
            let found = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: oauth.server.app,
                body: "\u{feff}{}"
            )
            #expect(found.status == 200)
            let client = "\u{feff}" + #"{"redirect_uris":["http://127.0.0.1:9/cb"]}"#
            #expect(try await call(.post, "/oauth/register", body: client).status == 201)
        }
    }

    @Test(arguments: [
        ("application/json; charset=utf-8", 200), ("application/merge-patch+json", 200), (nil, 200),
        ("application/x-www-form-urlencoded", 415), ("text/plain", 415),
    ])
    func aBodyMustHaveAJSONContentTypeOrNone(type: String?, status: Int) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            var headers = HTTPFields()
            headers[.contentType] = type
            let answer = try await call(
                .post,
                "/v1/long-term-memory/search",
                token: fixture.app,
                headers: headers,
                body: "{}"
            )
            #expect(answer.status == status)
        }
    }
}
