import Base
import TestSupport
import Testing

@testable import MCP

@Suite("2025-03-26: batches (basic, transports)")
struct BatchTests {
    private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
    private static let notification = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    private func outcome(_ body: String, versions: [String] = ["2025-03-26"]) async throws -> Outcome {
        let client = try await Client(as: People.person("ana"))
        return await client.outcome(Array(body.utf8), headers: versions.map { ("MCP-Protocol-Version", $0) })
    }

    @Test(
        "Each request gets a response with its id, in order; a notification gets none",
        arguments: [["2025-03-26"], []]
    )
    func answers(versions: [String]) async throws {
        let body = """
            [\(Self.ping),\(Self.notification),{"jsonrpc":"2.0","id":"b","method":"nothing"},7,{"jsonrpc":"2.0","id":3},
             {"jsonrpc":"2.0","id":4,"method":"tools/list"}]
            """
        guard case .reply(200, let answer) = try await outcome(body, versions: versions) else {
            Issue.record("the status is not 200")
            return
        }
        let responses = answer.array ?? []
        #expect(responses.map { $0["id"] } == [1, "b", .null, 3, 4])
        #expect(responses.map { $0["error"]?["code"] } == [nil, -32601, -32600, -32600, nil])
        #expect(responses.last?["result"]?["tools"]?.array?.isEmpty == false)
    }

    @Test("A batch of notifications is accepted")
    func notifications() async throws {
        guard case .accepted = try await outcome("[\(Self.notification),\(Self.notification)]") else {
            Issue.record("not accepted")
            return
        }
    }

    @Test("Only the message that the token does not allow is refused")
    func scopes() async throws {
        let client = try await Client(as: People.person("ana", scopes: []))
        let body = "[\(Self.ping),{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"resources/list\"}]"
        guard case .reply(200, let answer) = await client.outcome(Array(body.utf8), headers: []) else {
            Issue.record("the status is not 200")
            return
        }
        #expect(answer.array?.map { $0["error"]?["code"] } == [nil, -31403])
    }

    @Test(
        "An invalid batch gets one error with status 400",
        arguments: [
            ("[]", ["2025-03-26"], "The batch is empty."),
            (
                "[\(ping)]", ["2025-06-18"],
                "Only protocol version 2025-03-26 has batches. Send one message per request."
            ),
            (
                "[\(ping)]", ["2026-07-28"],
                "Only protocol version 2025-03-26 has batches. Send one message per request."
            ),
            (
                "[\(ping)]", ["2025-03-26", "2025-11-25"],
                "Only protocol version 2025-03-26 has batches. Send one message per request."
            ),
            (
                "[\(ping),{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"initialize\"}]", [],
                "initialize must not be part of a batch."
            ),
            (
                "[" + [String](repeating: ping, count: 51).joined(separator: ",") + "]", [],
                "A batch may have at most 50 messages."
            ),
        ] as [(String, [String], String)]
    )
    func refused(body: String, versions: [String], sentence: String) async throws {
        guard case .reply(400, let answer) = try await outcome(body, versions: versions) else {
            Issue.record("the status is not 400")
            return
        }
        #expect(
            answer["id"] == .null && answer["error"]?["code"] == -32600
                && answer["error"]?["message"]?.string == sentence
        )
    }
}
