import Base
import HTTPAPI
import Identity
import SQLStorage
import Settings

/// Answers administrators on pages as the commands `doctor` and `token explain` do.
struct Inspector: ServerInspection {
    let settings: ServerSettings

    func explain(_ pasted: Secret) async throws -> TokenExplanation {
        try await TokenExamination(settings: settings).explain(pasted.reveal()).explanation
    }

    func findings() async -> [ServerFinding] {
        var findings = Findings(nil)
        await Examination(settings: settings).run(&findings)
        return findings.found
    }

    func providers() async -> (providers: [ProviderExamination], general: [ServerFinding]) {
        await Examination(settings: settings).providers()
    }

    func databaseBytes() -> Int64? {
        guard settings.storage.url == nil else { return nil }
        let path = SQLiteStores.file(in: StorageDirectory.absolute(settings.storage.directory))
        guard let database = FileSize.bytes(of: path) else { return nil }
        return database + (FileSize.bytes(of: path + "-wal") ?? 0)
    }
}
