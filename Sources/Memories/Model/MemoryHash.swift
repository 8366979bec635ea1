import Base
import Crypto

/// Recognizes a memory that the user already has.
package enum MemoryHash {
    /// SHA-256, hexadecimal, over owner, namespace, kind, time of the event and the unchanged text.
    ///
    /// The same fact from two conversations is one fact; a message belongs to its session. "Had dinner with Bob" on two
    /// days is two events. Case and white space count: "the password is Hunter2" corrects "the password is hunter2",
    /// and indentation is part of a program.
    package static func of(_ memory: Memory) -> String {
        let parts = [
            memory.userID ?? "", memory.namespace ?? "", memory.kind.rawValue,
            memory.eventDate.map { "\($0.milliseconds)" } ?? "", memory.kind == .message ? memory.sessionID ?? "" : "",
            memory.text,
        ]
        var hash = SHA256()
        for part in parts {
            // Hashes the length before each text, so that two different lists of parts never give the same bytes.
            hash.update(data: Array("\(part.utf8.count):".utf8))
            hash.update(data: Array(part.utf8))
        }
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
