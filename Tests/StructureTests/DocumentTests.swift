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

    @Test(arguments: [
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/architecture.md", "docs/configuration.md",
        "docs/conformance.md",
    ])
    func theDocumentIsThere(path: String) {
        #expect(FileManager.default.fileExists(atPath: SourceTree.root.appending(path: path).path))
    }

    /// A link to a file of the repository that is gone helps nobody.
    @Test(
        arguments: SourceTree.files(in: "docs", suffix: ".md")
            + SourceTree.files(in: ".", suffix: "README.md").filter { $0.path == "./README.md" })
    func linksLeadSomewhere(document: SourceTree.File) {
        let folder = SourceTree.root.appending(path: document.path).deletingLastPathComponent()
        for match in document.text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) {
            let target = String(match.output.1)
            guard !target.contains("://"), !target.hasPrefix("mailto:") else { continue }
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: target).path), "\(document.path) links to \(target)")
        }
    }
}
