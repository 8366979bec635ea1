import Base
import Crypto

/// Recognises a memory that the user already has.
enum MemoryHash {
    /// SHA-256, hexadecimal, over owner, namespace, kind, time of the event and the text in lower case with single blanks.
    ///
    /// A fact is known once, whichever conversation told it; a message belongs to its session. "Had dinner with Bob" on two days is two
    /// events.
    static func of(_ memory: Memory) -> String {
        let text = memory.text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let parts = [
            memory.userID ?? "", memory.namespace ?? "", memory.kind.rawValue,
            memory.eventDate.map { "\($0.milliseconds)" } ?? "", memory.kind == .message ? memory.sessionID ?? "" : "", text,
        ]
        var hash = SHA256()
        for part in parts {
            // Lengths before texts: no two lists of parts are one byte sequence.
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
