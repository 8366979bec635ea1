import Testing

@testable import Settings

@Suite struct SettingTemplateTests {
    private func settings(_ text: String) throws -> ServerSettings {
        try ServerSettings(SettingInputs(file: .init(path: "agent-memory.yaml", text: text)))
    }

    @Test("The file as it is written changes nothing")
    func untouched() throws {
        let found = try settings(SettingTemplate.yaml())
        #expect(found.entries.allSatisfy { $0.source == .byDefault } && found.warnings.isEmpty)
    }

    @Test("Every default of the file can be used, and is the default")
    func defaults() throws {
        let lines = try SettingTemplate.yaml().split(separator: "\n").filter {
            $0.wholeMatch(of: /#[a-zA-Z.]+: .+/) != nil && !$0.contains("NAME")
        }
        #expect(lines.count > 30)
        let found = try settings(lines.map { String($0.dropFirst()) }.joined(separator: "\n"))
        for entry in found.entries where entry.source != .byDefault {
            #expect(entry.shown == entry.fallback, "\(entry.key)")
        }
        #expect(found.entries.count { $0.source != .byDefault } == lines.count)
    }

    @Test("Every setting is in the file with its meaning")
    func complete() throws {
        let text = try SettingTemplate.yaml()
        for entry in try settings("").entries where entry.key != "config" {
            #expect(text.contains("\n#\(entry.key):"), "\(entry.key)")
        }
        #expect(text.contains("\n#auth.issuer.NAME.url:"))
    }
}
