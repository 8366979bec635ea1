import Base
import TestSupport
import Testing

@testable import MCP

@Suite("JSON-RPC with damaged messages")
struct FuzzTests {
    /// Correct messages to damage.
    private static func seeds() throws -> [[UInt8]] {
        let meta = Client.meta
        let messages: [JSONValue] = [
            ["jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": ["_meta": meta]],
            [
                "jsonrpc": "2.0", "id": "a", "method": "tools/call",
                "params": [
                    "name": "search_memory", "arguments": ["query": "tea", "limit": 3], "_meta": meta,
                ],
            ],
            [
                "jsonrpc": "2.0", "id": 2, "method": "tools/call",
                "params": [
                    "name": "add_memories", "arguments": ["memories": [["text": "x", "topics": ["y"]]]],
                ],
            ],
            ["jsonrpc": "2.0", "id": 3, "method": "resources/read", "params": ["uri": "memory://a%20b"]],
            [
                "jsonrpc": "2.0", "id": 4, "method": "initialize",
                "params": ["protocolVersion": "2025-06-18"],
            ],
            ["jsonrpc": "2.0", "method": "notifications/initialized"],
        ]
        return try messages.map { try StrictJSON.encode($0) }
    }

    private static let fragments = [
        "null", "true", "-1", "1e9", "\"\"", "{}", "[]", "\"_meta\":", ",", "\\u0000", "\u{feff}",
        "\"memory://%\"", "\"offset-\"",
    ].map { Array($0.utf8) }

    @Test(
        "every damaged message gets a JSON-RPC response, an acknowledgement or a refusal",
        arguments: UInt64(1)...8
    )
    func mutations(seed: UInt64) async throws {
        let random = SeededRandom(seed)
        let client = try await Client(as: People.person("ana"))
        let seeds = try Self.seeds()
        for _ in 0..<250 {
            var message = seeds[Int(random.bytes(1)[0]) % seeds.count]
            for _ in 0...Int(random.bytes(1)[0] % 4) { Self.mutate(&message, random.bytes(4)) }
            let version = random.bytes(1)[0] % 3
            let headers = [
                [], [("MCP-Protocol-Version", "2025-11-25")], [("MCP-Protocol-Version", "2026-07-28")],
            ][Int(version)]
            switch await client.outcome(message, headers: headers) {
            case .accepted, .refused: continue
            case .text(let text): #expect(try StrictJSON.parse(text)["result"] != nil)
            case .reply(let status, let answer):
                #expect(
                    [200, 400, 404].contains(status),
                    "\(String(decoding: message, as: UTF8.self)): \(answer)"
                )
                #expect(answer["jsonrpc"] == "2.0")
                #expect((answer["result"] == nil) != (answer["error"] == nil))
                #expect(throws: Never.self) { try StrictJSON.encode(answer) }
            }
        }
    }

    private static func mutate(_ message: inout [UInt8], _ dice: [UInt8]) {
        let place = message.isEmpty ? 0 : (Int(dice[0]) << 8 | Int(dice[1])) % message.count
        switch dice[2] % 4 {
        case 0 where !message.isEmpty: message[place] = dice[3]
        case 1 where !message.isEmpty: message.remove(at: place)
        case 2: message.removeLast(message.count - place)
        default: message.insert(contentsOf: fragments[Int(dice[3]) % fragments.count], at: place)
        }
    }
}
