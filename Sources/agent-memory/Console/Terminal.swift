import Base
import FoundationEssentials
import Glibc

/// What commands print: tables and fields for people, JSON for programs.
enum Terminal {
    static func json(_ value: JSONValue) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Columns as wide as their widest cell, two spaces apart; the last is not padded.
    static func table(_ header: [String], _ rows: [[String]]) {
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [header] + rows {
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            print(cells.joined(separator: "  "))
        }
    }

    static func fields(_ fields: [(String, String)]) {
        for (name, value) in fields { print("\(name): \(value)") }
    }

    static func warn(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// Asks on the terminal. No answer (end of input) is no.
    static func confirms(_ question: String) -> Bool {
        print("\(question) [y/N]: ", terminator: "")
        fflush(nil)
        let answer = readLine()?.lowercased()
        return answer == "y" || answer == "yes"
    }

    /// Seconds are enough for a person.
    static func time(_ timestamp: Timestamp?, else fallback: String) -> String {
        guard let timestamp else { return fallback }
        return String(timestamp.description.prefix(19)) + "Z"
    }
}

/// A new file that only its owner can read, for a secret.
enum PrivateFile {
    /// - Throws: `CommandFailure` when the file exists already or cannot be made: a secret must not land in a file that others
    ///   may have open.
    static func create(_ path: String, _ text: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw CommandFailure("\(path) cannot be made: \(String(cString: strerror(errno))).") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count else {
            throw CommandFailure("\(path) cannot be written: \(String(cString: strerror(errno))).")
        }
    }
}
