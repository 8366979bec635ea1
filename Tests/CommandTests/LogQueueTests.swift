import Dispatch
import Synchronization
import Testing

@testable import agent_memory

@Suite struct LogQueueTests {
    /// Collects what is written, and blocks the first write until the test opens it.
    private final class Pipe: Sendable {
        private let text = Mutex("")
        private let gate = DispatchSemaphore(value: 0)

        var written: String { text.withLock { $0 } }

        func open() { gate.signal() }

        @Sendable func write(_ bytes: [UInt8]) {
            gate.wait()
            gate.signal()
            text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
        }
    }

    @Test("Lines are written in their order")
    func order() {
        let pipe = Pipe()
        pipe.open()
        let log = LogQueue(write: pipe.write)
        for number in 0..<1_000 { log.put(Array("\(number)\n".utf8)) }
        log.flush(within: .seconds(10))
        #expect(pipe.written == (0..<1_000).map { "\($0)\n" }.joined())
    }

    /// A writer that blocks would hang here forever, as the whole server did with 64 KiB in the pipe.
    @Test("A pipe that nobody reads does not block callers, and lost lines are counted")
    func unreadPipe() {
        let pipe = Pipe()
        let log = LogQueue(limit: 1_000, write: pipe.write)
        let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
        for _ in 0..<100 { log.put(line) }
        log.flush(within: .milliseconds(1))
        #expect(pipe.written.isEmpty)
        pipe.open()
        log.flush(within: .seconds(10))
        log.put(Array("after\n".utf8))
        log.flush(within: .seconds(10))
        let lines = pipe.written.split(separator: "\n")
        let kept = lines.filter { $0.hasPrefix("x") }.count
        #expect(kept >= 10 && kept <= 20)
        let dropped = lines.compactMap {
            $0.firstMatch(of: /^agent-memory: (\d+) log lines were dropped/).flatMap { Int($0.1) }
        }
        #expect(dropped.reduce(0, +) == 100 - kept)
        #expect(lines.last == "after")
    }
}
