import FoundationEssentials
import Glibc
import Settings
import Testing

@testable import agent_memory

@Suite struct OwnProgramTests {
    @Test("Models that came with the program are used unless a setting names others")
    func bundledModels() throws {
        let root = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: root) }
        for (program, models) in [
            ("/archive/agent-memory", "/archive/models"), ("/usr/bin/agent-memory", "/usr/share/agent-memory/models"),
        ] {
            #expect(OwnProgram.bundledModels(nextTo: root + program) == nil)
            for folder in [String(program.dropLast("/agent-memory".count)), models] {
                try FileManager.default.createDirectory(atPath: root + folder, withIntermediateDirectories: true)
            }
            let found = try #require(OwnProgram.bundledModels(nextTo: root + program))
            #expect(
                realpath(found, nil).map { String(cString: $0) }
                    == realpath(root + models, nil).map { String(cString: $0) }
            )
            let settings = try ServerSettings(SettingInputs(bundledModels: found))
            #expect(settings.storage.models == found)
            let own = try ServerSettings(SettingInputs(flags: ["models": "/srv/models"], bundledModels: found))
            #expect(own.storage.models == "/srv/models")
        }
    }
}
