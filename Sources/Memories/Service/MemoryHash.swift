import Base
import Crypto

/// Recognizes a memory that the user already has.
package enum MemoryHash {
    /// SHA-256, hexadecimal, over owner, namespace, kind, time of the event and the text as it is.
    ///
    /// A fact is known once, whichever conversation told it; a message belongs to its session. "Had dinner with Bob" on
    /// two days is two events. Case and white space count: "the password is Hunter2" corrects "the password is
    /// hunter2", and indentation is part of a program.
    package static func of(_ memory: Memory) -> String {
        let parts = [
            memory.userID ?? "", memory.namespace ?? "", memory.kind.rawValue,
            memory.eventDate.map { "\($0.milliseconds)" } ?? "", memory.kind == .message ? memory.sessionID ?? "" : "",
            memory.text,
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
