import Backups
import Base
import Glibc
import Identity
import SQLStorage

/// Makes backups of a data directory, with or without a running server.
struct BackupMaker {
    /// Whether a backup contains the keys that sign tokens.
    enum Keys {
        case left
        /// The keys as they are stored, and the key that encrypts them, if there is one.
        case included(encryption: Secret?)
    }

    let stores: SQLiteStores
    /// The absolute path of the data directory.
    let directory: String
    let time: any TimeSource

    /// Writes a backup of the database as of now. It is in no file before it is complete: at first it is copied into the
    /// data directory, where it is safe from the eyes of others.
    /// - Parameter recipient: the public key to which it is encrypted; nil leaves it in the clear.
    /// - Throws: `BackupFailure`, `StoreFailure`, `CommandFailure`.
    func write(
        to sink: any ByteSink,
        for recipient: BackupRecipient?,
        keys: Keys = .left
    ) async throws -> BackupManifest {
        let folder = try PrivateFolder(directory + "/backup.part", work: "Another backup")
        defer { withExtendedLifetime(folder) {} }
        try requireRoom()
        let createdAt = time.now()
        let copy = folder.path + "/memory.db"
        let (hasKeys, encryption): (Bool, Secret?) =
            switch keys {
            case .left: (false, nil)
            case .included(let encryption): (true, encryption)
            }
        let snapshot = try await stores.snapshot(to: copy, keepingKeys: hasKeys)
        if let encryption { try PrivateFile.create(folder.path + "/keyEncryption", encryption.reveal()) }
        let names: [BackupManifest.Part.Name] = encryption == nil ? [.database] : [.database, .keyEncryption]
        let manifest = BackupManifest(
            version: Version.current,
            schema: snapshot.schema,
            commits: snapshot.commits,
            createdAt: createdAt,
            hasKeys: hasKeys,
            counts: snapshot.counts,
            parts: try names.map { name in
                let (bytes, digest) = try BackupFile.measure(
                    try FileStream(reading: folder.path + "/" + name.rawValue)
                )
                return BackupManifest.Part(name: name, bytes: bytes, digest: digest)
            }
        )
        try Self.write(manifest, from: folder.path, to: sink, for: recipient)
        return manifest
    }

    /// Writes a backup into the new file at `path`, which has the name only when it is complete.
    func write(
        to path: String,
        for recipient: BackupRecipient?,
        keys: Keys = .left
    ) async throws -> BackupManifest {
        let file = try DraftFile(path)
        let manifest = try await write(to: file, for: recipient, keys: keys)
        try file.keep()
        return manifest
    }

    private static func write(
        _ manifest: BackupManifest,
        from folder: String,
        to sink: any ByteSink,
        for recipient: BackupRecipient?
    ) throws {
        let sealed = try recipient.map { try SealedSink(sink, for: $0) }
        try BackupFile.write(manifest, to: sealed ?? sink) {
            try FileStream(reading: folder + "/" + $0.name.rawValue)
        }
        try sealed?.finish()
    }

    /// The copy must not take the room that the server needs.
    private func requireRoom() throws {
        let size = UInt64(max(0, FileStamp.size(path: SQLiteStores.file(in: directory)) ?? 0))
        guard let free = DiskSpace.free(at: directory), free < size + 64 << 20 else { return }
        throw CommandFailure(
            "The disk of \(directory) has \(free >> 20) MiB free. A backup needs \((size >> 20) + 65) MiB there for a while. Make room."
        )
    }
}
