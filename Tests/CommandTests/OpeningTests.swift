import Base
import Foundation
import Identity
import Logging
import Settings
import Testing

@testable import agent_memory

/// Damage that ends the start: `doctor` finds it, too.
@Suite struct OpeningTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The beginning of the sentence, in which DATA stands for the directory.
        let sentence: String
        var settings = ""
        let make: @Sendable (_ data: String) async throws -> Void
    }

    private static let key = String(repeating: "k", count: 32)

    static let damages = [
        Damage(testDescription: "missing", sentence: "DATA/memory.db is missing, but DATA/revocations says") {
            for suffix in ["", "-wal", "-shm"] { try? remove($0 + "/memory.db" + suffix) }
        },
        Damage(testDescription: "emptied by init", sentence: "The database DATA/memory.db has no users, but") { data in
            let used = try Data(contentsOf: URL(fileURLWithPath: data + "/revocations"))
            for file in try contents(of: data) { try remove(data + "/" + file) }
            try await run(["init"], data: data)
            // Without the number of commits, which is more than those of the new database.
            try used.prefix(16).write(to: URL(fileURLWithPath: data + "/revocations"))
        },
        Damage(
            testDescription: "link to nowhere",
            sentence: "DATA/memory.db is a symbolic link, not a database"
        ) {
            try remove($0 + "/memory.db")
            #expect(symlink($0 + "/nowhere", $0 + "/memory.db") == 0)
        },
        Damage(testDescription: "FIFO", sentence: "DATA/memory.db is a pipe (FIFO), not a database") {
            try remove($0 + "/memory.db")
            #expect(mkfifo($0 + "/memory.db", 0o600) == 0)
        },
        Damage(testDescription: "journal: FIFO", sentence: "DATA/memory.db-journal is a pipe (FIFO), not a journal") {
            #expect(mkfifo($0 + "/memory.db-journal", 0o600) == 0)
        },
        Damage(testDescription: "journal: garbage", sentence: "DATA/memory.db-journal is not a journal of SQLite") {
            try write("garbage\n", to: $0 + "/memory.db-journal")
        },
        Damage(testDescription: "log: garbage", sentence: "DATA/memory.db-wal was overwritten or damaged") {
            try write(String(repeating: "garbage\n", count: 9), to: $0 + "/memory.db-wal")
        },
        Damage(testDescription: "older copy", sentence: "DATA/memory.db is older than this directory: it has ") {
            data in
            // A million commits of a newer database.
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: data + "/revocations"))
            try file.seek(toOffset: 16)
            try file.write(contentsOf: Data([0x40, 0x42, 0x0f, 0, 0, 0, 0, 0]))
            try file.close()
        },
        Damage(testDescription: "revocations: link", sentence: "DATA/revocations is a symbolic link.") {
            try remove($0 + "/revocations")
            #expect(symlink($0 + "/memory.db", $0 + "/revocations") == 0)
        },
        Damage(testDescription: "revocations: FIFO", sentence: "DATA/revocations is a pipe (FIFO).") {
            try remove($0 + "/revocations")
            #expect(mkfifo($0 + "/revocations", 0o600) == 0)
        },
        Damage(testDescription: "revocations: directory", sentence: "DATA/revocations is a directory.") {
            try remove($0 + "/revocations")
            try makeFolder($0 + "/revocations")
        },
        Damage(testDescription: "revocations: garbage", sentence: "DATA/revocations was damaged or overwritten") {
            try write("garbage\n", to: $0 + "/revocations")
        },
        Damage(testDescription: "server.lock: FIFO", sentence: "DATA/server.lock is a pipe (FIFO).") {
            try? remove($0 + "/server.lock")
            #expect(mkfifo($0 + "/server.lock", 0o600) == 0)
        },
        Damage(
            testDescription: "strangers in a personal workspace",
            sentence: "auth.anonymous.workspace is ID, which is a personal workspace.",
            settings: "auth:\n  anonymous:\n    workspace: ID\n"
        ) { _ in },
        Damage(
            testDescription: "other key",
            sentence: "signing key ",
            settings: "oauth:\n  keyEncryption: \(String(repeating: "o", count: 32))\n"
        ) { _ in },
    ]

    private func start(_ settings: ServerSettings) async -> String? {
        do {
            try Opening.checkFiles(of: settings)
            let logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
            try await BackgroundWork(try await Wiring(settings, for: .server, logger: logger)).finish()
        } catch { return (error as? StoreFailure)?.reason ?? "\(error)" }
        return nil
    }

    @Test("`doctor` exits with 1 for every damage that ends the start", arguments: damages)
    func doctorFindsWhatServeEndsOn(damage: Damage) async throws {
        try await withDatabase { data in
            func settings(_ text: String) throws -> ServerSettings {
                let text = "embedding:\n  provider: none\n" + text
                try write(text, to: data + ".yaml")
                return try ServerSettings(
                    SettingInputs(flags: ["data": data], file: .init(path: "f", text: text))
                )
            }
            let file = data + ".yaml"
            defer { try? remove(file) }
            try await run(["user", "add", "alice"], data: data)
            let personal = try await operatorTools(data).users.user("alice").personalWorkspace.rawValue
            let usual = try settings("oauth:\n  keyEncryption: \(Self.key)\n")
            #expect(await start(usual) == nil)
            #expect(await refusal(of: ["doctor", "--config", file], data: data) == nil)
            try await damage.make(data)
            let other = damage.settings.replacing("ID", with: personal)
            let changed = try settings(other.isEmpty ? "oauth:\n  keyEncryption: \(Self.key)\n" : other)
            #expect(await refusal(of: ["doctor", "--config", file], data: data) != nil)
            let sentence = await start(changed)
            #expect(
                sentence?.hasPrefix(
                    damage.sentence.replacing("DATA", with: data).replacing("ID", with: personal)
                ) == true,
                "\(sentence ?? "started")"
            )
        }
    }

    @Test("The space on the disk is examined before the directory exists")
    func nearestParent() {
        #expect(StorageDirectory.nearest(to: "/") == "/")
        #expect(StorageDirectory.nearest(to: "/nowhere/data") == "/")
        #expect(StorageDirectory.nearest(to: "nowhere/data") == "./")
    }

    @Test("`model install --from` a FIFO is refused at once")
    func modelFromFIFO() async throws {
        try await withFolder { folder in
            #expect(mkfifo(folder + "/model.zip", 0o600) == 0)
            let sentence = await refusal(of: ["model", "install", "--from", folder + "/model.zip"], data: folder)
            #expect(sentence?.hasPrefix("\(folder)/model.zip is a pipe, a device or a socket. Name a folder") == true)
        }
    }
}
