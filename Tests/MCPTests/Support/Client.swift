import Base
import Identity
import Memories
import TestSupport
import Testing

@testable import MCP

/// A client of its own server. It speaks 2026-07-28 over HTTP unless the test says otherwise.
struct Client: Sendable {
    private let fixture: MCPFixture
    private let principal: Principal

    init(
        as principal: Principal,
        searchAndFetch: SearchAndFetch = .auto,
        recogniser: @escaping SearchAndFetch.Recogniser = { _ in false }
    ) async throws {
        let fixture = try await MCPFixture(searchAndFetch: searchAndFetch, recogniser: recogniser)
        self.init(fixture: fixture, principal: principal)
    }

    private init(fixture: MCPFixture, principal: Principal) {
        self.fixture = fixture
        self.principal = principal
    }

    /// Another user's client of the same server.
    func acting(as other: Principal) -> Client { Client(fixture: fixture, principal: other) }

    // MARK: Messages

    static let meta = meta(version: "2026-07-28")

    static func meta(version: String) -> JSONValue {
        [
            "io.modelcontextprotocol/protocolVersion": .string(version),
            "io.modelcontextprotocol/clientCapabilities": [:],
            "io.modelcontextprotocol/clientInfo": ["name": "test", "version": "1"],
        ]
    }

    static func meta(without name: String) -> JSONValue {
        .object((meta.object ?? [:]).filter { $0.key != "io.modelcontextprotocol/" + name })
    }

    static func meta(with name: String, _ value: JSONValue) -> JSONValue {
        .object((meta.object ?? [:]).merging(["io.modelcontextprotocol/" + name: value]) { $1 })
    }

    /// The headers of a correct 2026-07-28 client.
    static func headers(_ method: String, _ params: JSONValue) -> [(String, String)] {
        let name = (method == "resources/read" ? params["uri"] : params["name"])?.string
        let isNamed = ["tools/call", "resources/read", "prompts/get"].contains(method)
        return [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method)]
            + (isNamed ? name.map { [("Mcp-Name", $0)] } ?? [] : [])
    }

    func outcome(_ body: [UInt8], headers: [(String, String)]) async -> Outcome {
        await fixture.dispatcher.outcome(of: body, through: .http(RequestHeaders(headers)), for: principal)
    }

    private func body(_ method: String, _ params: JSONValue?) -> [UInt8] {
        var message: [String: JSONValue] = ["jsonrpc": "2.0", "id": "test-1", "method": .string(method)]
        message["params"] = params
        return (try? StrictJSON.encode(.object(message))) ?? []
    }

    /// Sends exactly these parameters and headers.
    func send(_ method: String, _ params: JSONValue?, headers: [(String, String)]) async -> (
        status: Int, body: JSONValue
    ) {
        switch await outcome(body(method, params), headers: headers) {
        case .reply(let status, let answer): return (status, answer)
        case .text(let text): return (200, (try? StrictJSON.parse(text)) ?? .null)
        case .accepted, .refused:
            Issue.record("\(method) gets no response")
            return (0, .null)
        }
    }

    /// Reads a resource with the correct parameters.
    func send(_ method: String, uri: String) async -> (status: Int, body: JSONValue) {
        await send(
            method,
            JSONValue.object(["uri": .string(uri)]).with(Self.meta),
            headers: Self.headers(method, ["uri": .string(uri)])
        )
    }

    /// The result of a correct request.
    func call(_ method: String, _ params: JSONValue = [:]) async -> JSONValue {
        let answer = await send(method, params.with(Self.meta), headers: Self.headers(method, params))
        guard let result = answer.body["result"] else {
            Issue.record("\(method): \(answer.body)")
            return .null
        }
        return result
    }

    /// The structured result of a tool; also checks that its text is equal and that it has the declared shape.
    func use(_ tool: String, _ arguments: JSONValue) async throws -> JSONValue {
        let result = await call("tools/call", ["name": .string(tool), "arguments": arguments])
        let text = try #require(result["content"]?.array?.first?["text"]?.string)
        #expect(result["isError"] == false, "\(tool): \(text)")
        let structured = try #require(result["structuredContent"])
        #expect(try StrictJSON.parse(Array(text.utf8)) == structured)
        #expect(Shape.record(try #require(Toolbox.tool(tool)).output).problems(in: structured).isEmpty)
        return structured
    }

    /// The refusal that the HTTP transport must turn into a response.
    func refusal(_ method: String, _ params: JSONValue) async -> Fault? {
        let outcome = await outcome(body(method, params.with(Self.meta)), headers: Self.headers(method, params))
        guard case .refused(let fault) = outcome else { return nil }
        return fault
    }

    func stdio(_ method: String, _ params: JSONValue) async -> JSONValue {
        switch await fixture.dispatcher.outcome(of: body(method, params), through: .stdio, for: principal) {
        case .reply(_, let answer): return answer
        case .text(let text): return (try? StrictJSON.parse(text)) ?? .null
        case .accepted, .refused:
            Issue.record("\(method) gets no response")
            return .null
        }
    }
}

extension JSONValue {
    /// The parameters with a `_meta`.
    func with(_ meta: JSONValue) -> JSONValue {
        .object((object ?? [:]).merging(["_meta": meta]) { $1 })
    }
}

extension Toolbox {
    /// With the limits that hold when no setting changes them, for callers that get every tool.
    static let standard = Toolbox(MemoryLimits(), hostTools: true)
    static let tools = standard.tools

    static func tool(_ name: String) -> (any Tool)? { tools.first { $0.name == name } }
}
