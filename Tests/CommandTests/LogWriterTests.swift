import Base
import Logging
import Settings
import Synchronization
import TestSupport
import Testing

@testable import agent_memory

@Suite struct LogWriterTests {
    private final class Lines: Sendable {
        private let bytes = Mutex<[UInt8]>([])
        func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
        var all: [String] {
            String(decoding: bytes.withLock { $0 }, as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    /// What is written of one event.
    private func lines(_ format: LogSettings.Format, level: LogLevel = LogLevel(.info), _ body: (Logger) -> Void)
        -> [String]
    {
        let lines = Lines()
        let queue = LogQueue { lines.add($0) }
        body(Logger(label: "x") { _ in LogWriter(format, level: level, to: queue, time: ManualClock()) })
        queue.flush()
        return lines.all
    }

    @Test("As JSON, every event is one object on one line, with numbers as numbers")
    func json() throws {
        let found = lines(.json) { logger in
            var logger = logger
            logger[metadataKey: "hb.request.id"] = "abc"
            logger.info("request", metadata: ["status": "200", "user": "eve\"\n\u{1b}[31m\u{9b}", "code": "007"])
        }
        #expect(found.count == 1)
        let line = try #require(found.first)
        #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control })
        let event = try StrictJSON.parse(Array(line.utf8))
        #expect(event["level"] == "info" && event["message"] == "request" && event["hb.request.id"] == "abc")
        #expect(event["status"] == 200 && event["code"] == "007" && event["user"] == "eve\"\n\u{1b}[31m\u{9b}")
        #expect(event["time"] == .string(ManualClock().now().description))
    }

    @Test("As text, an event is one line with everything visible")
    func text() {
        let found = lines(.text) { $0.warning("fault", metadata: ["cause": "one\nforged line"]) }
        #expect(found.count == 1 && found[0].contains("warning") && found[0].contains("forged line"))
    }

    @Test("A change of the level counts for every copy of the logger", arguments: [LogSettings.Format.text, .json])
    func level(format: LogSettings.Format) {
        let level = LogLevel(.info)
        let found = lines(format, level: level) { logger in
            let copy = logger
            copy.debug("first")
            level.value = .debug
            copy.debug("second")
            level.value = .error
            logger.warning("third")
        }
        #expect(found.count == 1 && found[0].contains("second"))
    }
}
