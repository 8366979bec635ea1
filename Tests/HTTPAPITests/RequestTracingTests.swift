import Base
import HTTPTypes
import TestSupport
import Testing
import Traces

@testable import HTTPAPI

@Suite struct RequestTracingTests {
    private static let id = "0af7651916cd43dd8448eb211c80319c"

    private func spans(
        _ method: HTTPRequest.Method = .get,
        _ path: String,
        json: JSONValue? = nil,
        headers: HTTPFields = [:],
        ratio: Double = 1
    ) async throws -> (spans: [FinishedSpan], log: String, fixture: ServerFixture) {
        let (fixture, queue) = (try await ServerFixture(), SpanQueue())
        var options = HTTPOptions(version: "1.2.3")
        options.tracer = TraceRecorder(ratio: ratio, queue: queue, random: SeededRandom(3))
        try await fixture.serve(options) { call in
            _ = try await call(method, path, token: fixture.alice, headers: headers, json: json)
        }
        return (queue.take(), fixture.log.text, fixture)
    }

    @Test("A request is a span with the rooms below it, named after its route and our own words")
    func rooms() async throws {
        let (spans, log, fixture) = try await spans(
            .post,
            "/v1/long-term-memory/search?private=name",
            json: ["text": "private words"]
        )
        let root = try #require(spans.last)
        #expect(root.name == "POST /v1/long-term-memory/search" && root.parentID == nil)
        #expect(spans.dropLast().map(\.name) == ["authentication", "access", "memory search", "answer"])
        #expect(spans.dropLast().allSatisfy { $0.parentID == root.spanID && $0.traceID == root.traceID })
        #expect(log.contains("trace_id=\(root.traceID)"), "\(log)")
        let text = String(decoding: TraceText.json(spans, resource: []), as: UTF8.self)
        for secret in ["private", "alice", String(fixture.alice.dropFirst(10))] { #expect(!text.contains(secret)) }
        #expect(text.contains(#"{"key":"http.response.status_code","value":{"intValue":"200"}}"#), "\(text)")
    }

    @Test("W3C Trace Context §3: the trace of a caller is continued, unless its header is malformed or sent twice")
    func continued() async throws {
        for (values, isContinued) in [
            (["00-\(Self.id)-b7ad6b7169203331-01"], true), (["00-\(Self.id)-b7ad6b7169203331-0"], false),
            (["00-\(Self.id)-b7ad6b7169203331-01", "00-\(Self.id)-b7ad6b7169203331-01"], false),
        ] {
            var headers = HTTPFields()
            for value in values { headers.append(HTTPField(name: HTTPField.Name("traceparent")!, value: value)) }
            let root = try #require(try await spans(.get, "/v1/health", headers: headers).spans.last)
            #expect((root.traceID == Self.id) == isContinued, "\(values)")
            #expect(root.parentID == (isContinued ? "b7ad6b7169203331" : nil))
        }
    }

    @Test("A caller that does not record its trace is not recorded here, and a path is never a name")
    func notRecorded() async throws {
        let headers: HTTPFields = [HTTPField.Name("traceparent")!: "00-\(Self.id)-b7ad6b7169203331-00"]
        #expect(try await spans(.get, "/v1/health", headers: headers).spans.isEmpty)
        let unknown = try await spans(.get, "/private/path").spans
        #expect(unknown.map(\.name) == ["GET"])
    }
}
