import Base
import Glibc

/// Writes each text as one line with all characters visible: warnings of commands, and log events of this program and
/// its libraries. Untrusted text cannot end its line and forge another one (CWE-117), and cannot control the terminal.
struct VisibleLines: TextOutputStream, Sendable {
    let put: @Sendable ([UInt8]) -> Void

    static let standardError = VisibleLines { _ = Glibc.write(STDERR_FILENO, $0, $0.count) }

    /// Writes a text, with or without a line end.
    func write(_ text: String) {
        let line = text.last == "\n" ? text.dropLast() : text[...]
        put(Array((String(line).escaped + "\n").utf8))
    }
}
