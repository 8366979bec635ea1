import Base
import Settings
import Testing

@Suite struct StorageSettingsTests {
    private func read(_ environment: [String: String]) throws -> StorageSettings {
        try ServerSettings(SettingInputs(environment: environment)).storage
    }

    @Test("Without storage.url the data are in SQLite")
    func sqlite() throws {
        #expect(try read([:]).url == nil)
    }

    @Test("storage.url takes both forms of a PostgreSQL URL", arguments: ["postgresql", "postgres"])
    func postgres(scheme: String) throws {
        let settings = try read([
            "AGENT_MEMORY_STORAGE_URL": "\(scheme)://memory@db.example.com/memory",
            "AGENT_MEMORY_STORAGE_CONNECTIONS": "3",
        ])
        #expect(settings.url?.reveal() == "\(scheme)://memory@db.example.com/memory" && settings.connections == 3)
    }

    @Test("Another database is refused, without its URL in the message")
    func anotherDatabase() {
        let failure = #expect(throws: SettingProblems.self) {
            _ = try read(["AGENT_MEMORY_STORAGE_URL": "mysql://memory:hidden-word@db.example.com/memory"])
        }
        let sentence = failure?.problems.first?.sentence ?? ""
        #expect(sentence.contains("storage.url does not begin with postgresql://") && !sentence.contains("hidden-word"))
    }

    @Test("Servers of one database do not end all logins at their starts")
    func resetting() throws {
        let reset = ["AGENT_MEMORY_OAUTH_RESET_AT_START": "true"]
        let url = ["AGENT_MEMORY_STORAGE_URL": "postgresql://memory@db.example.com/memory"]
        #expect(sentences(SettingInputs(environment: reset)) == [])
        let found = sentences(SettingInputs(environment: reset.merging(url) { first, _ in first }))
        #expect(found.count == 1 && found[0].hasPrefix("oauth.resetAtStart is true"))
    }
}
