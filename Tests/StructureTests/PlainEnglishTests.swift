import Foundation
import Testing

/// docs/style.md: constructions that make readers read twice, in code, comments, strings, test names and documents.
@Suite struct PlainEnglishTests {
    /// A pattern (ICU, ignoring case unless it says otherwise) and what to write instead.
    struct Construction: Sendable, CustomTestStringConvertible {
        let pattern: String
        let advice: String
        var testDescription: String { advice }
    }

    static let refused: [Construction] = [
        Construction(
            pattern: #"(?<!here )\b(is|are|was|were) (?-i:no|none|nobody)\b(?! (longer|more|less|other than))"#,
            advice: "say what it is, not what it is not"
        ),
        Construction(pattern: #"\bwho(m)?ever\b"#, advice: "whoever: name the actor"),
        Construction(pattern: #"\bof (ours|theirs)\b"#, advice: "of ours: write our"),
        Construction(pattern: #"\bmend(s|ed|ing)?\b"#, advice: "mend: write fix"),
        Construction(pattern: #"\banew\b"#, advice: "anew: write again"),
        Construction(pattern: #"\b(lest|thereof)\b"#, advice: "lest, thereof: archaic"),
        Construction(pattern: #"\bbeside\b"#, advice: "beside: write next to, besides or alongside"),
        Construction(pattern: #"\bnothing of\b"#, advice: "nothing of: write no part of, or not"),
        Construction(pattern: #"\b(hence|whereby|wherein|whilst)\b"#, advice: "hence, whereby: archaic"),
        Construction(pattern: #"\bheld against\b"#, advice: "held against: write compared with"),
        Construction(pattern: #"\b(is|are) to be\b"#, advice: "is to be: write must be"),
        Construction(
            pattern: #"(?-i)^\s*///? (What|Who|Whose|Of) (?!is |happens if|does )(?=[^?\n]*$)"#,
            advice: "begin a comment with a noun phrase or a verb"
        ),
    ]

    private static let own = "PlainEnglishTests.swift"
    private static let files: [SourceTree.File] =
        SourceTree.sources
        + SourceTree.tests.filter { $0.name != own }
        + SourceTree.files(in: "Benchmarks")
        + ["c", "h", "mustache"].flatMap { SourceTree.files(in: "Sources", suffix: ".\($0)") }
        + SourceTree.files(in: "Tests/Live", suffix: ".py")
        + SourceTree.files(in: "scripts", suffix: "")
        + ["docs", "examples"].flatMap { SourceTree.files(in: $0, suffix: ".md") }
        + ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "Makefile", "Package.swift"]
        .compactMap(SourceTree.file)

    /// The readable texts of the files, by path: ten patterns read each.
    private static let texts = files.map { (path: $0.path, text: readable($0)) }

    @Test("No file has a construction that docs/style.md refuses", arguments: refused)
    func noFileHasIt(construction: Construction) throws {
        let expression = try NSRegularExpression(
            pattern: construction.pattern,
            options: [.caseInsensitive, .anchorsMatchLines]
        )
        for (path, text) in Self.texts {
            for match in expression.matches(in: text, range: NSRange(text.startIndex..., in: text)) {
                let before = (text as NSString).substring(to: match.range.location + match.range.length)
                let line = before.split(separator: "\n", omittingEmptySubsequences: false).count
                let found = (text as NSString).substring(with: match.range)
                Issue.record("\(path):\(line) “\(found)”: \(construction.advice)")
            }
        }
    }

    @Test(
        "The patterns find what they refuse and nothing else",
        arguments: [
            ("it is no setting", true), ("there is no setting", false), ("it is no longer there", false),
            ("whoever asks", true), ("a key of ours", true), ("mended", true), ("a recommendation", false),
            ("beside it", true), ("besides it", false), ("knows nothing of HTTP", true), ("hence a", true),
            ("it is to be closed", true), ("func thisIsNoSetting()", true),
            ("/// What a browser is called", true), ("/// What is this?", false), ("/// The name", false),
        ]
    )
    func thePatternsFind(text: String, refused: Bool) throws {
        let readable = Self.readable(SourceTree.File(path: "Tests/x.swift", text: text))
        let found = try Self.refused.contains { construction in
            let expression = try NSRegularExpression(
                pattern: construction.pattern,
                options: [.caseInsensitive, .anchorsMatchLines]
            )
            return expression.firstMatch(in: readable, range: NSRange(readable.startIndex..., in: readable)) != nil
        }
        #expect(found == refused)
    }

    @Test func theFilesAreFound() {
        #expect(Self.files.count > 800)
        #expect(Self.files.contains { $0.path == "docs/operations.md" })
        #expect(Self.files.contains { $0.path == "README.md" })
    }

    /// The text of a file; names of test functions are taken apart into words, because they are titles.
    private static func readable(_ file: SourceTree.File) -> String {
        guard file.path.hasPrefix("Tests/"), file.path.hasSuffix(".swift") else { return file.text }
        return file.lines.map { line -> String in
            guard line.contains("func ") else { return String(line) }
            return line.replacingOccurrences(
                of: "(?<=[a-z0-9])(?=[A-Z])",
                with: " ",
                options: .regularExpression
            ).lowercased()
        }.joined(separator: "\n")
    }
}
