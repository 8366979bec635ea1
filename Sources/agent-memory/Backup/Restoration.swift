import Backups
import Base
import FoundationEssentials
import Glibc
import SQLStorage

/// Puts a backup in the place of a data directory's database. The server of the directory must not run (`ServerLock`).
///
/// Everything is checked in a folder of its own first. Then the files get their names in an order in which an interrupted
/// restore never starts: until the last step, the file of revocations counts more commits than the restored database has.
struct Restoration {
    private static let files = ["memory.db", "memory.db-wal", "memory.db-shm", "memory.db-journal"]

    /// The absolute path of the data directory.
    private let directory: String
    private let folder: PrivateFolder

    /// - Parameter isReplacing: whether there may be a database.
    /// - Throws: `CommandFailure` when there is one.
    init(_ directory: String, isReplacing: Bool) throws {
        let used = (Self.files + ["revocations"]).first { Self.exists(directory + "/" + $0) }
        if let used, !isReplacing {
            throw CommandFailure(
                "\(directory) is not empty: it has \(used). To replace its database, run `agent-memory restore` with --replace."
            )
        }
        self.directory = directory
        folder = try PrivateFolder(directory + "/restore.part", work: "Another restore")
    }

    /// Takes the backup apart and checks every byte of it.
    /// - Throws: `BackupFailure`; then nothing has changed.
    func unpack(_ source: any ByteSource, key: BackupKey?) throws -> BackupManifest {
        var files: [FileStream] = []
        let manifest = try BackupFile.read(source, key: key) { _, part in
            let file = try FileStream(creating: folder.path + "/" + part.name.rawValue)
            files.append(file)
            return file
        }
        for file in files { try file.sync() }
        return manifest
    }

    /// Opens the database of the backup, migrates it, and reads all of it.
    /// - Throws: `StoreFailure` for a newer schema, and for a database that is damaged.
    func open() throws -> SQLiteStores {
        let stores = try Wiring.openRestored(in: folder.path)
        try stores.requireSchema()
        _ = try stores.examine(directory: folder.path)
        return stores
    }

    /// Where the key-encryption key of the backup will be.
    var keyEncryptionFile: String { directory + "/keyEncryption.restored" }

    /// Gives the restored files their names.
    /// - Parameters:
    ///   - commits: of the restored database, which is closed.
    ///   - now: names the folder of the former files.
    /// - Returns: the folder with the former database; nil when there was none.
    func place(commits: Int64, hasUsers: Bool, at now: Timestamp) throws -> String? {
        let revocations = folder.path + "/revocations"
        unlink(revocations)
        try Wiring.createRevocations(revocations, commits: commits, hasUsers: hasUsers)
        let former = Self.files.filter { Self.exists(directory + "/" + $0) }
        let aside = "\(directory)/replaced-\(now.description.filter { $0.isNumber })"
        if !former.isEmpty {
            guard mkdir(aside, 0o700) == 0 else { throw Self.failure("create", aside) }
            for name in former { try move(directory + "/" + name, aside + "/" + name) }
        }
        let keyEncryption = folder.path + "/" + BackupManifest.Part.Name.keyEncryption.rawValue
        if Self.exists(keyEncryption) { try move(keyEncryption, keyEncryptionFile) }
        try move(folder.path + "/memory.db", directory + "/memory.db")
        try move(revocations, directory + "/revocations")
        return former.isEmpty ? nil : aside
    }

    private func move(_ from: String, _ to: String) throws {
        guard rename(from, to) == 0 else { throw Self.failure("create", to) }
        DraftFile.sync(folderOf: to)
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func failure(_ verb: String, _ path: String) -> CommandFailure {
        CommandFailure(
            "Cannot \(verb) \(path): \(String(cString: strerror(errno))). The server does not start until you run the command again."
        )
    }
}
