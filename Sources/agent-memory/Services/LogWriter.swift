import Base
import Logging
import Settings

/// Writes the events of a server's log, each on one line: as text, or as a JSON object (RFC 8259).
struct LogWriter: LogHandler {
    private let level: LogLevel
    private let queue: LogQueue
    private let time: any TimeSource
    /// Nil for JSON.
    private let text: StreamLogHandler?
    var metadata: Logger.Metadata = [:]

    init(_ format: LogSettings.Format, level: LogLevel, to queue: LogQueue, time: any TimeSource) {
        (self.level, self.queue, self.time) = (level, queue, time)
        switch format {
        case .text: text = StreamLogHandler(label: "agent-memory", stream: queue.lines)
        case .json: text = nil
        }
    }

    /// A logger cannot change it: it is the level of the whole server.
    var logLevel: Logger.Level {
        get { level.value }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard var text else { return write(event) }
        text.metadata = metadata
        text.log(event: event)
    }

    private func write(_ event: LogEvent) {
        var members = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues(Self.json)
        members["time"] = .string(time.now().description)
        members["level"] = .string(event.level.rawValue)
        members["message"] = .string("\(event.message)")
        members["source"] = .string(event.source)
        guard let line = try? Terminal.text(of: .object(members), isIndented: false) else { return }
        queue.put(Array((line + "\n").utf8))
    }

    private static func json(_ value: Logger.MetadataValue) -> JSONValue {
        switch value {
        // Numbers stay numbers: programs compare them.
        case .string(let text):
            guard let number = Int64(text), "\(number)" == text else { return .string(text) }
            return .integer(number)
        case .stringConvertible(let value): return .string("\(value)")
        case .array(let values): return .array(values.map(json))
        case .dictionary(let values): return .object(values.mapValues(json))
        }
    }
}
