import Base
import Glibc
import Settings

/// The identity of a data directory, in its file `postgres-home`. A PostgreSQL database accepts one directory only.
enum PostgresHome {
    /// Reads it; creates it when absent.
    /// - Throws: `CommandFailure` when the file cannot be read or created, or has something else.
    static func id(in directory: String) throws -> String {
        let path = directory + "/postgres-home"
        if let text = try read(path) {
            guard text.utf8.count == 32 else {
                throw CommandFailure("\(path) is damaged. Restore it from a backup of the data directory.")
            }
            return text
        }
        let id = Surroundings.random.bytes(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0" + digits : digits
        }.joined()
        try PrivateFile.create(path, id)
        return id
    }

    private static func read(_ path: String) throws -> String? {
        guard access(path, F_OK) == 0 || errno != ENOENT else { return nil }
        do { return try SettingFile.text(at: path)?.split(separator: "\n").first.map(String.init) } catch {
            throw CommandFailure("\(path) \(error.reason)")
        }
    }
}
