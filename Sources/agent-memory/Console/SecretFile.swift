import Backups
import Base
import Settings

/// A secret that an operator keeps in a file.
enum SecretFile {
    /// The text without the white space around it; at most 4,096 bytes.
    /// - Throws: `BackupFailure` naming the file when it cannot be read.
    static func read(_ path: String) throws -> Secret {
        Secret(String(decoding: try FileStream(reading: path).read(4_096), as: UTF8.self).trimmed)
    }
}
