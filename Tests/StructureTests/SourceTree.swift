import Foundation
import Testing

/// The repository as text.
enum SourceTree {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    struct File: Sendable, CustomTestStringConvertible {
        /// Relative to the repository: `Sources/Base/ID.swift`.
        let path: String
        let text: String
        let lines: [Substring]
        /// The lines without remarks: what follows `//` is dropped, also inside a text, which no rule here minds.
        let code: [Substring]

        init(path: String, text: String) {
            self.path = path
            self.text = text
            lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            code = lines.map { line in line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line }
        }

        var name: String { String(path.split(separator: "/").last ?? "") }
        var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }
        var testDescription: String { path }
    }

    static let sources = files(in: "Sources")
    static let tests = files(in: "Tests")

    /// A file of the repository; nil when there is none.
    static func file(_ path: String) -> File? {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)).map { File(path: path, text: $0) }
    }

    /// The files below a folder. Not for the whole repository, which contains the build.
    static func files(in folder: String, suffix: String = ".swift") -> [File] {
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(suffix) }.sorted().compactMap { path in
            (try? String(contentsOf: base.appending(path: path), encoding: .utf8)).map {
                File(path: "\(folder)/\(path)", text: $0)
            }
        }
    }
}
