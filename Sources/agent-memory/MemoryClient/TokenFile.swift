import Base
import Settings

/// The file of the option `--token-file`.
enum TokenFile {
    /// The first word of the file; of the first line of standard input for `-`.
    /// - Throws: `CommandFailure` when it cannot be read.
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
        return Secret(text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? "")
    }
}
