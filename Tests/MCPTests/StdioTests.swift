import Base
import Identity
import Synchronization
import TestSupport
import Testing

@testable import MCP

@Suite("Standard input and output (transports/stdio)")
struct StdioTests {
    @Test("lines are complete however the stream is cut", arguments: 1...9)
    func splitting(size: Int) {
        let stream = Array("one\n\ntwo\r\nthree".utf8)
        var splitter = LineSplitter(maximumBytes: 100)
        var lines: [LineSplitter.Line] = []
        for start in stride(from: 0, to: stream.count, by: size) {
            lines += splitter.add(Array(stream[start..<min(start + size, stream.count)]))
        }
        if let last = splitter.finish() { lines.append(last) }
        #expect(lines == ["one", "two\r", "three"].map { .complete(Array($0.utf8)) })
    }

    @Test("only a line beyond the limit is dropped, and it is not kept in memory")
    func limit() {
        var splitter = LineSplitter(maximumBytes: 4)
        #expect(splitter.add(Array("1234\n12345\nab".utf8)) == [.complete(Array("1234".utf8)), .tooLong])
        #expect(splitter.add(Array("cde".utf8)).isEmpty)
        #expect(splitter.add(Array("f\nok\n".utf8)) == [.tooLong, .complete(Array("ok".utf8))])
    }

    @Test("a message beyond the limit is refused with the limit, and the next one succeeds")
    func refusal() async throws {
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        let answers = try await serve(String(repeating: "x", count: 41) + "\n" + ping, maximumLineBytes: 40)
        #expect(answers.map { $0["id"] } == [.null, 1])
        #expect(answers[0]["error"]?["message"] == "A message may have 40 bytes at most.")
    }

    private func serve(
        _ input: String,
        maximumLineBytes: Int = 4 << 20,
        principal: @escaping @Sendable () async throws -> Principal = { People.person("ana") }
    ) async throws -> [JSONValue] {
        let written = Mutex<[UInt8]>([])
        let fixture = try await MCPFixture()
        let stdio = Stdio(dispatcher: fixture.dispatcher, maximumLineBytes: maximumLineBytes, principal: principal) {
            bytes in
            written.withLock { $0 += bytes }
        }
        let chunks = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield(Array(input.utf8))
            continuation.finish()
        }
        try await stdio.serve(chunks)
        let output = written.withLock { $0 }
        #expect(output.isEmpty || output.last == 0x0a)
        return try output.split(separator: 0x0a).map { try StrictJSON.parse(Array($0)) }
    }

    @Test("one stream serves both eras in order; notifications and empty lines get no response")
    func eras() async throws {
        let meta = String(decoding: try StrictJSON.encode(Client.meta), as: UTF8.self)
        let answers = try await serve(
            """
            {"jsonrpc":"2.0","id":1,"method":"server/discover","params":{"_meta":\(meta)}}

            {"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            {"jsonrpc":"2.0","id":3,"method":"ping"}
            nonsense
            {"jsonrpc":"2.0","id":5,"method":"server/discover"}
            {"jsonrpc":"2.0","id":6,"method":"tools/list","params":{"_meta":\(meta)}}
            """
        )
        #expect(answers.map { $0["id"] } == [1, 2, 3, .null, 5, 6])
        #expect(answers[0]["result"]?["resultType"] == "complete")
        #expect(answers[1]["result"]?["protocolVersion"] == "2025-06-18")
        #expect(answers[2]["result"] == [:])
        #expect(answers[3]["error"]?["code"] == -32700)
        #expect(answers[4]["error"]?["code"] == -32602)
        #expect(answers[5]["result"]?["tools"]?.array?.count == 10)
    }

    @Test("A leading byte order mark is ignored, and the responses to a batch are one line")
    func marksAndBatches() async throws {
        let initialize =
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{}}}"#
        let ping = #"{"jsonrpc":"2.0","id":2,"method":"ping"}"#
        let answers = try await serve("\u{feff}\(initialize)\n[\(ping),\(ping)]")
        #expect(answers.count == 2)
        #expect(answers[0]["result"]?["protocolVersion"] == "2025-03-26")
        #expect(answers[1].array?.map { $0["id"] } == [2, 2])
    }

    @Test("a token revoked during a session stops working")
    func revocation() async throws {
        let asked = Mutex(0)
        let answers = try await serve(
            """
            {"jsonrpc":"2.0","id":1,"method":"ping"}
            {"jsonrpc":"2.0","id":2,"method":"ping"}
            [{"jsonrpc":"2.0","id":3,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/initialized"}]
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            """,
            principal: {
                guard
                    asked.withLock({
                        $0 += 1; return $0
                    }) == 1
                else { throw Fault(.invalidToken, "Invalid token") }
                return People.person("ana")
            }
        )
        #expect(answers.map { $0["id"] } == [1, 2, 3])
        #expect(answers[0]["result"] == [:])
        #expect(answers[1]["error"] == ["code": -31403, "message": "Invalid token"])
        #expect(asked.withLock { $0 } == 4)
    }
}
