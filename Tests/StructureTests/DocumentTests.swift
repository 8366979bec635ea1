import Foundation
import Testing

@Suite struct DocumentTests {
    private static let decisions = SourceTree.files(in: "docs/adr", suffix: ".md")

    @Test func everyDecisionHasANumberOfItsOwn() {
        let numbers = Self.decisions.map { Int($0.name.prefix(4)) }
        #expect(!numbers.isEmpty)
        #expect(!numbers.contains(nil))
        #expect(Set(numbers).count == numbers.count)
    }

    @Test(arguments: decisions)
    func aDecisionNamesItsStrongestObjection(decision: SourceTree.File) {
        let headings = decision.lines.filter { $0.hasPrefix("#") }.joined(separator: "\n").lowercased()
        for part in ["context", "decision", "objection", "consequences"] {
            #expect(headings.contains(part), "\(decision.path) has no heading with “\(part)”")
        }
    }

    /// docs/style.md: six to ten lines a version. Users read what they can do now, not each change.
    @Test("A version has at most nine entries in the changelog")
    func theChangelogIsShort() throws {
        let changelog = try #require(SourceTree.file("CHANGELOG.md"))
        let versions = changelog.text.split(separator: "\n## ").dropFirst()
        #expect(!versions.isEmpty)
        for version in versions {
            let entries = version.split(separator: "\n").count { $0.hasPrefix("- ") }
            #expect((1...9).contains(entries), "\(version.prefix(20)) has \(entries) entries: merge some")
        }
    }

    /// A link to a file of the repository that is gone helps nobody.
    @Test(
        arguments: SourceTree.files(in: "docs", suffix: ".md")
            + [SourceTree.file("README.md")].compactMap(\.self)
    )
    func linksLeadSomewhere(document: SourceTree.File) {
        let folder = SourceTree.root.appending(path: document.path).deletingLastPathComponent()
        for match in document.text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
            let target = String(match.output.1)
            guard !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
            #expect(
                FileManager.default.fileExists(atPath: folder.appending(path: target).path),
                "\(document.path) links to \(target)"
            )
        }
    }

    @Test("ADR 2 and SECURITY.md describe search scores as the code computes them")
    func scoresAreDescribed() throws {
        let decision = try #require(Self.decisions.first { $0.name.hasPrefix("0002") }).text
        for words in ["`word_score` replaces FTS5's `bm25()`", "scores count only the memory's"] {
            #expect(decision.contains(words), "ADR 2 does not say “\(words)”")
        }
        let security = try #require(
            SourceTree.file("SECURITY.md")
        )
        #expect(security.text.contains("Search scores too: they count only memories of the same user and workspace."))
        let storage = SourceTree.sources.filter { $0.path.hasPrefix("Sources/SQLStorage/") }
        #expect(storage.contains { $0.code.contains { $0.contains("\"word_score\"") } })
        for file in storage { #expect(!file.code.contains { $0.contains("bm25(") }, "\(file.path)") }
        // The tests that hold both claims.
        for suite in [
            "StorageConformanceTests/ScoreIsolationTests", "HTTPAPITests/NonInterference/NonInterferenceTests",
        ] {
            let path = SourceTree.root.appending(path: "Tests/\(suite).swift").path
            #expect(FileManager.default.fileExists(atPath: path), "\(path)")
        }
    }

    /// A map with names that no longer exist misleads its readers. docs/architecture.md §6: below `Sources/` a name is a
    /// file of its folder, one with a slash a folder in it, and † is to come.
    @Test func whatTheMapNamesIsThere() throws {
        let map = try Self.architecture.drop { $0 != "Sources/" }.dropFirst().prefix { !$0.hasPrefix("Tests/") }
        var folders: [String] = []
        var names: [String] = []
        for line in map {
            let depth = line.prefix { $0 == " " }.count
            var rest = line.replacing(/\([^)]*\)/, with: "")
            if depth <= 2, let folder = rest.prefixMatch(of: /\s+([A-Za-z-]+)\//) {
                folders = folders.prefix(depth - 1) + [String(folder.1)]
                rest.removeSubrange(folder.range)
            }
            names += rest.split(separator: "·").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                !$0.isEmpty && !$0.hasSuffix("†")
            }
            .map { (["Sources"] + folders + [$0.hasSuffix("/") ? $0 : $0 + ".swift"]).joined(separator: "/") }
        }
        #expect(names.count > 100)
        for name in names {
            #expect(FileManager.default.fileExists(atPath: SourceTree.root.appending(path: name).path), "\(name)")
        }
    }

    @Test func theFilesThatTheArchitectureNamesAreThere() throws {
        let paths = try Self.architecture.joined(separator: "\n").matches(of: /`([A-Za-z0-9\/]+\.swift)`(?!†)/).map {
            "/\($0.output.1)"
        }
        #expect(paths.count > 10)
        for path in paths { #expect(SourceTree.sources.contains { $0.path.hasSuffix(path) }, "\(path)") }
    }

    @Test("docs/journeys.md names files that exist")
    func theFilesOfTheJourneysAreThere() throws {
        let text = try String(contentsOf: SourceTree.root.appending(path: "docs/journeys.md"), encoding: .utf8)
        let paths = text.matches(of: /`(Sources\/[^`]+)`/).map { String($0.output.1) }
        #expect(paths.count > 15)
        for path in paths {
            #expect(FileManager.default.fileExists(atPath: SourceTree.root.appending(path: path).path), "\(path)")
        }
        for name in text.matches(of: /`([A-Za-z+]+\.swift)`/).map({ "/\($0.output.1)" }) {
            #expect(SourceTree.sources.contains { $0.path.hasSuffix(name) }, "\(name)")
        }
    }

    private static var architecture: [Substring] {
        get throws {
            try String(contentsOf: SourceTree.root.appending(path: "docs/architecture.md"), encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
        }
    }
}
