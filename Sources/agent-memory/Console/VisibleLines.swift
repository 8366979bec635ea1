import Base
import Glibc

/// Each text a line, and all of it visible: commands' warnings, and the log's events, of ours and of the libraries.
/// What a stranger wrote into one neither ends its line, to go on as if it were another (CWE-117), nor steers the
/// terminal it is read on.
struct VisibleLines: TextOutputStream, Sendable {
    let put: @Sendable ([UInt8]) -> Void

    static let standardError = VisibleLines { _ = Glibc.write(STDERR_FILENO, $0, $0.count) }

    /// A text, with or without the end of its line.
    func write(_ text: String) {
        let line = text.last == "\n" ? text.dropLast() : text[...]
        put(Array((String(line).escaped + "\n").utf8))
    }
}
