package import Logging
import Synchronization

/// Records everything logged as text: each line has the level, the message and the metadata sorted by name.
package final class LogRecorder: Sendable {
    private let entries = Mutex<[String]>([])

    package init() {}

    package var lines: [String] { entries.withLock { $0 } }
    package var text: String { lines.joined(separator: "\n") }

    package var logger: Logger {
        Logger(label: "test") { _ in Sink(recorder: self) }
    }

    fileprivate func add(_ line: String) { entries.withLock { $0.append(line) } }

    private struct Sink: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            recorder.add(
                ([("\(event.level)"), "\(event.message)"]
                    + all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(
                        separator: " "
                    )
            )
        }
    }
}
