import Authorization
import Backups
import Base
import Foundation
import Identity
import Logging
import SQLStorage
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// `agent-memory backup` and `restore`, on directories of their own.
@Suite struct BackupCommandTests {
    /// A folder with a data directory that has a user, and a backup of it.
    private func withBackup(
        _ options: [String] = [],
        _ body: (_ folder: String, _ data: String, _ file: String) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let (data, file) = (folder + "/data", folder + "/copy.backup")
            try await run(["init"], data: data)
            try await run(["user", "add", "ann", "--administrator"], data: data)
            try await run(["token", "add", "--user", "ann", "--description", "kept"], data: data)
            try await run(["backup", file] + options, data: data)
            try await body(folder, data, file)
        }
    }

    private func users(of data: String) async throws -> [String] {
        let tools = try operatorTools(data)
        return try await tools.stores.users.users(PageRequest(limit: 9)).items.map(\.name).sorted()
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("A backup is one file for its owner, leaves nothing else behind, and becomes a data directory elsewhere")
    func elsewhere() async throws {
        try await withBackup { folder, data, file in
            #expect(try mode(file) == 0o600)
            #expect(try contents(of: folder).sorted() == ["copy.backup", "data"])
            #expect(try contents(of: data).allSatisfy { !$0.contains("part") })
            try await run(["restore", file], data: folder + "/other")
            #expect(try await users(of: folder + "/other") == ["ann"])
            #expect(try contents(of: folder + "/other").allSatisfy { !$0.contains("part") })
        }
    }

    @Test("A file that exists is never replaced by a backup")
    func existing() async throws {
        try await withBackup { _, data, file in
            let before = try Data(contentsOf: URL(filePath: file))
            #expect(await refusal(of: ["backup", file], data: data)?.contains("exists already") == true)
            #expect(try Data(contentsOf: URL(filePath: file)) == before)
        }
    }

    @Test("An encrypted backup needs the file with its private key")
    func encrypted() async throws {
        try await withFolder { keys in
            let keygen = try #require(try AgentMemory.parseRoot(["backup", "keygen", keys + "/key"]) as? BackupKeygen)
            try keygen.run()
            #expect(try mode(keys + "/key") == 0o600)
            let key = try #require(try BackupSource.key(keys + "/key"))
            try await withBackup(["--encrypt-to", key.recipient.text]) { folder, data, file in
                let other = folder + "/other"
                #expect(await refusal(of: ["restore", file], data: other)?.contains("is encrypted") == true)
                try write(BackupKey().text.reveal(), to: folder + "/wrong")
                let wrong = await refusal(of: ["restore", file, "--key", folder + "/wrong"], data: other)
                #expect(wrong?.contains("to another key") == true)
                try await run(["restore", file, "--key", keys + "/key"], data: other)
                #expect(try await users(of: other) == ["ann"])
                let mistyped = await refusal(of: ["backup", folder + "/x", "--encrypt-to", "amb-public-x"], data: data)
                #expect(mistyped?.hasPrefix("--encrypt-to is not a public key") == true)
            }
        }
    }

    @Test("A directory in use is replaced only on demand, and never while its server runs")
    func replacing() async throws {
        try await withBackup { folder, data, file in
            #expect(
                await refusal(of: ["restore", file], data: data)?.contains("is not empty: it has memory.db") == true
            )
            let lock = try ServerLock(directory: data)
            let running = await refusal(of: ["restore", file, "--replace"], data: data)
            #expect(running?.hasPrefix("Another agent-memory server uses") == true)
            withExtendedLifetime(lock) {}
        }
    }

    @Test("A damaged backup changes nothing")
    func damaged() async throws {
        try await withBackup { _, data, file in
            var bytes = try Data(contentsOf: URL(filePath: file))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(filePath: file))
            try await run(["user", "add", "bea"], data: data)
            let sentence = await refusal(of: ["restore", file, "--replace"], data: data)
            #expect(sentence?.hasPrefix("The backup is damaged") == true, "\(sentence ?? "")")
            #expect(try await users(of: data) == ["ann", "bea"])
            #expect(try contents(of: data).allSatisfy { !$0.contains("part") && !$0.hasPrefix("replaced") })
        }
    }

    @Test(
        "A token that was removed since the backup is revoked or works again, as the operator decides",
        arguments: ["revoke", "keep"]
    )
    func removedToken(answer: String) async throws {
        try await withBackup { _, data, file in
            let tools = try operatorTools(data)
            let token = try #require(try await tools.stores.apiTokens.tokens(withPrefix: "", of: nil).first)
            _ = try await tools.tokens.remove(token.id)
            // Commands run in tests without a terminal.
            let asked = await refusal(of: ["restore", file, "--replace"], data: data)
            #expect(asked?.hasPrefix("Nothing was restored.") == true, "\(asked ?? "")")
            try await run(["restore", file, "--replace", "--removed", answer], data: data)
            let after = try await operatorTools(data).stores.apiTokens.tokens(withPrefix: "", of: nil)
            #expect(after.map(\.id) == (answer == "keep" ? [token.id] : []))
            #expect(try contents(of: data).contains { $0.hasPrefix("replaced-") })
        }
    }

    @Test("A server starts on a restored older copy, which it would refuse if somebody had put it there")
    func olderCopy() async throws {
        try await withBackup { _, data, file in
            for name in ["bea", "cyd", "dee"] { try await run(["user", "add", name], data: data) }
            try await run(["restore", file, "--replace", "--removed", "keep"], data: data)
            let settings = try ServerSettings(SettingInputs(flags: ["data": data, "http.port": "0"]))
            try Opening.checkFiles(of: settings)
            let stores = try Wiring.openExisting(settings)
            try await Opening.check(stores, settings, at: Timestamp(seconds: 1_795_251_420))
            try stores.close()
            #expect(try await users(of: data) == ["ann"])
        }
    }

    @Test("A restore that was interrupted never starts, and can be run again", arguments: [1, 2])
    func interrupted(step: Int) async throws {
        try await withBackup { folder, data, file in
            for name in ["bea", "cyd"] { try await run(["user", "add", name], data: data) }
            try await run(["restore", file], data: folder + "/other")
            // The former database is moved aside, then the restored one is put in place, then the file of revocations.
            for suffix in ["", "-wal", "-shm"] { try? remove(data + "/memory.db" + suffix) }
            if step == 2 {
                try FileManager.default.copyItem(atPath: folder + "/other/memory.db", toPath: data + "/memory.db")
            }
            let settings = try ServerSettings(SettingInputs(flags: ["data": data]))
            #expect(throws: StoreFailure.self) { _ = try Wiring.openOrCreate(settings) }
            try await run(["restore", file, "--replace", "--removed", "keep"], data: data)
            #expect(try await users(of: data) == ["ann"])
        }
    }

    @Test("A backup of a newer schema is refused, and so is a file that has no database")
    func newerSchema() async throws {
        try await withBackup { folder, data, file in
            let copy = try TemporaryDirectory()
            let database = try SQLiteDatabase(path: copy.path + "/memory.db")
            _ = try await database.change("INSERT INTO schema_migrations (number, name) VALUES (9999, 'later')")
            try database.close()
            for (path, sentence) in [
                (copy.path + "/memory.db", "of a newer version"), ("/etc/passwd", "is damaged or not"),
            ] {
                let (bytes, digest) = try BackupFile.measure(FileStream(reading: path))
                let manifest = BackupManifest(
                    version: "9",
                    schema: 9_999,
                    commits: 1,
                    createdAt: People.dawn,
                    hasKeys: false,
                    counts: [:],
                    parts: [.init(name: .database, bytes: bytes, digest: digest)]
                )
                let other = "\(folder)/crafted-\(bytes)"
                let target = try DraftFile(other)
                try BackupFile.write(manifest, to: target) { _ in try FileStream(reading: path) }
                try target.keep()
                let refused = await refusal(of: ["restore", other, "--replace"], data: data)
                #expect(refused?.contains(sentence) == true, "\(refused ?? "")")
            }
            #expect(try await users(of: data) == ["ann"])
        }
    }

    @Test("The keys are in a backup only when they are asked for, with the key that encrypts them")
    func keys() async throws {
        try await withBackup(["--with-keys"]) { folder, data, file in
            try await run(["key", "rotate"], data: data)
            #expect(try await operatorTools(data).authorization.keys.keys().count == 1)
            try await run(["backup", folder + "/without"], data: data)
            try await run(["restore", folder + "/without"], data: folder + "/other")
            #expect(try await operatorTools(folder + "/other").authorization.keys.keys().isEmpty)
            let secret = String(repeating: "s", count: 40)
            try write("data: \(data)\noauth:\n  keyEncryption: \(secret)\n", to: folder + "/agent-memory.yaml")
            try await run(
                ["backup", folder + "/with", "--with-keys", "--config", folder + "/agent-memory.yaml"],
                data: data
            )
            try await run(["restore", folder + "/with"], data: folder + "/third")
            #expect(try await operatorTools(folder + "/third").authorization.keys.keys().count == 1)
            #expect(try String(contentsOfFile: folder + "/third/keyEncryption.restored", encoding: .utf8) == secret)
            #expect(try mode(folder + "/third/keyEncryption.restored") == 0o600)
        }
    }

    @Test("`key rekey` encrypts the stored keys with another key, and takes the encryption off")
    func rekey() async throws {
        try await withFolder { folder in
            let data = folder + "/data"
            try await run(["init"], data: data)
            try await run(["key", "rotate"], data: data)
            let (one, two) = (String(repeating: "1", count: 32), String(repeating: "2", count: 32))
            for (name, value) in [("one", one), ("two", two)] {
                try write("oauth:\n  keyEncryption: \(value)\n", to: "\(folder)/\(name).yaml")
                try write(value + "\n", to: "\(folder)/\(name).key")
            }
            func materials() async throws -> [String] {
                try await operatorTools(data).authorization.keys.keys().map { $0.material.reveal() }
            }
            let clear = try await materials()
            try await run(["key", "rekey", "--config", folder + "/one.yaml"], data: data)
            let first = try await materials()
            #expect(first != clear && first.allSatisfy { $0.hasPrefix("aes-256-gcm:") })
            let wrong = await refusal(of: ["key", "rekey", "--config", folder + "/two.yaml"], data: data)
            #expect(wrong?.contains("cannot be opened") == true, "\(wrong ?? "")")
            #expect(try await materials() == first)
            try await run(
                ["key", "rekey", "--config", folder + "/two.yaml", "--former", folder + "/one.key"],
                data: data
            )
            #expect(try await materials().allSatisfy { $0.hasPrefix("aes-256-gcm:") && !first.contains($0) })
            try await run(["key", "rekey", "--former", folder + "/two.key"], data: data)
            #expect(try await materials() == clear)
        }
    }

    @Test("The server makes a backup when one is due, keeps as many as asked for, and waits after a failure")
    func schedule() async throws {
        try await withDatabase { data in
            let place = data + "/copies"
            let settings = try ServerSettings(
                SettingInputs(flags: [
                    "data": data, "backup.schedule": "1h", "backup.directory": place, "backup.keep": "2",
                ])
            )
            let clock = ManualClock()
            let stores = try Wiring.openForCopy(settings)
            defer { try? stores.close() }
            let schedule = ScheduledBackups(
                maker: BackupMaker(stores: stores, directory: data, time: clock),
                settings: settings.backup,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            )
            var made: [String] = []
            for _ in 0..<4 {
                try await schedule.turn()
                try await schedule.turn()
                made.append(BackupName.of(clock.now()))
                #expect(try contents(of: place).sorted() == Array(made.suffix(2)))
                clock.advance(by: .seconds(3_600))
            }
            try remove(place)
            try write("", to: place)
            await #expect(throws: CommandFailure.self) { try await schedule.turn() }
            try remove(place)
            try await schedule.turn()
            #expect(!FileManager.default.fileExists(atPath: place))
            clock.advance(by: ScheduledBackups.pause)
            try await schedule.turn()
            #expect(try contents(of: place).count == 1)
        }
    }
}
