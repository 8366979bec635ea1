import Configuration
import Synchronization

/// Reads the configuration file.
enum YAMLFile {
    /// The number of the first line with an empty mapping as a value. The parser drops it, so that a protection with
    /// such a value would count as absent.
    private static func emptyMapping(in text: String) -> Int? {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).firstIndex { line in
            line.prefix { $0 != "#" }.contains(/:\s*\{\s*\}\s*(,.*|\}.*)?$/)
        }.map { $0 + 1 }
    }

    /// The values and keys of the file; no values when it has only comments, which is valid although the parser does not
    /// accept it as a mapping.
    /// - Throws: `SettingProblems` when it is not YAML, or sets a key twice.
    static func read(_ file: SettingInputs.File) throws(SettingProblems) -> ((any ConfigSnapshot)?, [String]) {
        let hasContent = file.text.split(whereSeparator: \.isNewline).contains { line in
            let first = line.first { !$0.isWhitespace }
            return first != nil && first != "#"
        }
        guard hasContent else { return (nil, []) }
        if let line = emptyMapping(in: file.text) {
            throw SettingProblems(
                "\(file.path), line \(line): `{}` sets nothing. Write a value in its place, or remove the line."
            )
        }
        let keys = KeyList()
        let snapshot: YAMLSnapshot
        let options = YAMLSnapshot.ParsingOptions(
            secretsSpecifier: .dynamic { key, _ in
                keys.add(key)
                return true
            }
        )
        do {
            let bytes = Array(file.text.utf8)
            snapshot = try YAMLSnapshot(data: bytes.span.bytes, providerName: file.path, parsingOptions: options)
        } catch {
            throw SettingProblems(
                "\(file.path) is not a YAML mapping: \(YAMLFlaw.description(of: error, in: file.text))."
            )
        }
        try requireEachOnce(keys.all, in: file)
        return (snapshot, keys.all)
    }

    /// `http.port: 1` and, elsewhere, `http:` with `port: 2` below it are one setting. The parser keeps one of the two.
    private static func requireEachOnce(_ keys: [String], in file: SettingInputs.File) throws(SettingProblems) {
        var seen: Set<String> = []
        let twice = keys.filter { !seen.insert($0).inserted }
        guard !twice.isEmpty else { return }
        throw SettingProblems(
            problems: Set(twice).sorted().map { key in
                let lines = YAMLLines.phrase(YAMLLines.keys(in: file.text).filter { $0.key == key }.map(\.line))
                return SettingProblem(
                    "\(file.path) sets \(UnknownSettings.recognizable(key)) twice\(lines). Keep one of the two."
                )
            }
        )
    }
}

/// The keys of the file, collected while the parser reads it.
private final class KeyList: Sendable {
    private let keys = Mutex<[String]>([])

    func add(_ key: String) { keys.withLock { $0.append(key) } }
    var all: [String] { keys.withLock { $0 } }
}
