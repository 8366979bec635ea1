import Base
import Settings

/// The file of the option `--token-file`.
enum TokenFile {
    /// The token in the first line that is not blank: of the file, or of standard input for `-`. It may stand behind
    /// "Bearer", as in a header.
    /// - Throws: `CommandFailure` when it cannot be read, or the line holds more.
    static func read(_ path: String) throws -> Secret {
        let text: String?
        if path == "-" {
            text = readLine() ?? ""
        } else {
            do { text = try SettingFile.text(at: path) } catch {
                throw CommandFailure("--token-file: the file \(path) \(error.reason)")
            }
        }
        guard let text else { throw CommandFailure("--token-file: the file \(path) does not exist.") }
        let line = text.split(whereSeparator: \.isNewline).first { !$0.allSatisfy(\.isWhitespace) } ?? ""
        var words = line.split(whereSeparator: \.isWhitespace)
        if words.count > 1, words[0].lowercased() == "bearer" { words.removeFirst() }
        guard words.count <= 1 else {
            throw CommandFailure(
                "--token-file: the first line holds more than a token. Write only the token into the file."
            )
        }
        return Secret(words.first.map(String.init) ?? "")
    }
}
