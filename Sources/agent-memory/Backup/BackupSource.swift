import Backups
import Glibc

/// The backup that a command reads, and the key that opens it.
enum BackupSource {
    /// - Parameter file: a path, or `-` for standard input.
    static func reading<Result>(_ file: String, _ body: (any ByteSource) throws -> Result) throws -> Result {
        try body(file == "-" ? FileStream(STDIN_FILENO, name: "standard input") : FileStream(reading: file))
    }

    /// - Parameter file: as `agent-memory backup keygen` created it.
    static func key(_ file: String?) throws -> BackupKey? {
        guard let file else { return nil }
        guard let key = BackupKey(try SecretFile.read(file)) else {
            throw CommandFailure("\(file) does not have a private key of `agent-memory backup keygen`.")
        }
        return key
    }
}
