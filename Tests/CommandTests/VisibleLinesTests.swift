import Base
import Logging
import Synchronization
import Testing

@testable import agent_memory

/// Every log event is one line, whatever it contains.
@Suite struct VisibleLinesTests {
    @Test(
        "Text from outside stays on its log line",
        arguments: ["plain", "a\nerror forged", "a\r\nerror forged", "a\n", "\u{1b}[2J", "\u{2028}x", "\u{202e}x"]
    )
    func foreignTextStaysOnItsLine(text: String) {
        let written = Mutex<[String]>([])
        let lines = VisibleLines { line in written.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
        var logger = Logger(label: "agent-memory", factory: { StreamLogHandler(label: $0, stream: lines) })
        logger[metadataKey: "id"] = "\(text)"
        logger.info("\(text)", metadata: ["cause": "\(text)", "list": ["\(text)"]])
        let found = written.withLock(\.self)
        #expect(found.count == 1)
        #expect(found.allSatisfy { !$0.dropLast().unicodeScalars.contains(where: \.isControl) && $0.last == "\n" })
        #expect(
            found.allSatisfy { $0.contains(text == "a\n" ? "a" : text.escaped) && $0.contains("cause=\(text.escaped)") }
        )
    }
}
