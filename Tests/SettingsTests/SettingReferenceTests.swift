import Base
import Foundation
import Settings
import Testing

@Suite struct SettingReferenceTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/configuration.md")

    @Test("docs/configuration.md is up to date")
    func committedReference() throws {
        let committed = try String(contentsOf: Self.document, encoding: .utf8)
        #expect(
            committed == (try SettingReference.markdown()),
            "run: agent-memory config reference > docs/configuration.md"
        )
    }

    @Test("Every setting has a row in one topic, and the most used ones come first")
    func everySettingHasATopic() throws {
        let text = try SettingReference.markdown()
        let keys = try ServerSettings(SettingInputs(flags: SettingReference.exampleGroups)).entries.map(\.key)
        let topics = try #require(text.firstRange(of: "## Network"))
        for key in Set(keys) {
            let row = "\n| `\(key.replacing(".name.", with: ".NAME."))` |"
            #expect(text[topics.lowerBound...].ranges(of: row).count == 1, "\(key)")
        }
        #expect(text[..<topics.lowerBound].ranges(of: "\n| `").count == 10)
    }

    @Test("The explanation of the settings redacts secrets")
    func secretsAreRedacted() throws {
        let settings = try ServerSettings(SettingInputs(environment: ["AGENT_MEMORY_EMBEDDING_KEY": "sesame"]))
        let text = SettingReference.explanation(settings)
        #expect(!text.contains("sesame"))
        #expect(text.contains("‹redacted›"))
        #expect(settings.embedding.key?.reveal() == "sesame")
    }

    @Test("A secret can be read from a file")
    func secretFile() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("sesame\n".utf8).write(to: URL(filePath: path))
        let inputs = SettingInputs(environment: ["AGENT_MEMORY_EMBEDDING_KEY_FILE": path])
        #expect(try ServerSettings(inputs).embedding.key?.reveal() == "sesame")
    }

    @Test(
        "A missing secret file is a problem, and so is a secret that is set twice",
        arguments: [
            ["AGENT_MEMORY_EMBEDDING_KEY_FILE": "/nowhere/secret"],
            ["AGENT_MEMORY_EMBEDDING_KEY_FILE": "/dev/null", "AGENT_MEMORY_EMBEDDING_KEY": "sesame"],
        ]
    )
    func unusableSecretFiles(environment: [String: String]) {
        #expect(throws: SettingProblems.self) { try ServerSettings(SettingInputs(environment: environment)) }
    }
}
