import Foundation
import Testing

/// `docs/conformance.md`: the specifications we keep, and the test that shows each rule, read from the tests' own
/// names.
private struct ConformanceDocument {
    private struct Suite {
        let section: String
        let title: String
        let path: String
        var cases: [String] = []
    }

    private let suites: [Suite]

    init(tests: [SourceTree.File]) {
        suites = tests.flatMap(Self.suites).filter { !$0.cases.isEmpty }
    }

    var text: String {
        let sections = Dictionary(grouping: suites, by: \.section).sorted { Self.rank($0.key) < Self.rank($1.key) }
        let parts = sections.map { section, suites in
            "\n## \(section)\n" + suites.sorted { ($0.title, $0.path) < ($1.title, $1.path) }.map(Self.part).joined()
        }
        return """
            # Conformance

            What we keep, specification by specification, and the case that shows it: every line is the name of a test, most of them
            a table of inputs and expected answers. Read from the tests by `Tests/StructureTests/ConformanceDocumentTests.swift`; to
            update it: `WRITE_DOCS=1 swift test --filter ConformanceDocumentTests`.

            """ + parts.joined()
    }

    private static func part(_ suite: Suite) -> String {
        "\n### [\(suite.title)](../\(suite.path))\n\n" + suite.cases.map { "- \($0)\n" }.joined()
    }

    /// RFCs by number, the rest by name.
    private static func rank(_ section: String) -> String {
        let number = section.hasPrefix("RFC ") ? Int(section.dropFirst(4).prefix { $0.isNumber }) : nil
        return number.map { String(100_000 + $0) } ?? "9" + section
    }

    private static func suites(_ file: SourceTree.File) -> [Suite] {
        var found: [Suite] = []
        let declarations = file.text.matches(
            of: /@(Suite|Test)\b(?:\(\s*"((?:[^"\\]|\\.)*)")?[\s\S]*?\b(?:struct|func) (\w+)/
        )
        for declaration in declarations {
            let name =
                declaration.output.2.map { String($0).replacing("\\\"", with: "\"") } ?? words(declaration.output.3)
            if declaration.output.1 == "Suite" {
                found.append(Suite(section: section(of: name) ?? "", title: name, path: file.path))
            } else if !found.isEmpty {
                found[found.count - 1].cases.append(name)
            }
        }
        return found.filter { !$0.section.isEmpty }
    }

    /// Nil for a suite that is of no specification.
    private static func section(of title: String) -> String? {
        let others = [
            "Attacks", "OAuth 2.1", "Client ID metadata documents", "Known clients", "OpenID Connect", "MCP",
            "WebAuthn",
        ]
        if let other = others.first(where: title.hasPrefix) { return other }
        if title.contains("OIDC") { return "OpenID Connect" }
        if title.contains("SSRF") { return "Attacks" }
        return title.firstMatch(of: /RFC \d+/).map { String($0.output) }
    }

    /// `aTokenEndsWithItsTime` → a token ends with its time.
    private static func words(_ name: Substring) -> String {
        name.matches(of: /[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/).map { word in
            word.output.allSatisfy(\.isUppercase) && word.output.count > 1
                ? String(word.output) : word.output.lowercased()
        }.joined(separator: " ")
    }
}

@Suite struct ConformanceDocumentTests {
    @Test func theDocumentSaysWhatTheTestsAre() throws {
        let url = SourceTree.root.appending(path: "docs/conformance.md")
        let text = ConformanceDocument(tests: SourceTree.tests).text
        if ProcessInfo.processInfo.environment["WRITE_DOCS"] != nil {
            try text.write(to: url, atomically: true, encoding: .utf8)
        }
        let recorded = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        #expect(text == recorded, "update it: WRITE_DOCS=1 swift test --filter ConformanceDocumentTests")
    }

    /// The numbers of the RFCs that suites are named after.
    private static let specifications = Set(
        SourceTree.tests.flatMap { $0.text.matches(of: /@Suite\(\s*"RFC (\d+)/).compactMap { Int($0.output.1) } }
    )

    /// One suite per specification, so that a failure names it.
    @Test(arguments: [
        6749, 7009, 7523, 7591, 7592, 7636, 7662, 8252, 8414, 8707, 9068, 9207, 9700, 9728,
    ])
    func theSpecificationHasASuite(number: Int) {
        #expect(Self.specifications.contains(number), "no suite is named after RFC \(number)")
    }
}
