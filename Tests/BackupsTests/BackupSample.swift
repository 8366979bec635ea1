import Base

@testable import Backups

/// A backup of given contents.
struct BackupSample {
    let database: [UInt8]
    var keyEncryption: [UInt8]?

    private var contents: [BackupManifest.Part.Name: [UInt8]] {
        keyEncryption.map { [.database: database, .keyEncryption: $0] } ?? [.database: database]
    }

    func manifest() throws -> BackupManifest {
        BackupManifest(
            version: "0.1.0",
            schema: 27,
            commits: 42,
            createdAt: Timestamp(seconds: 1_795_251_420),
            hasKeys: keyEncryption != nil,
            counts: ["users": 3, "memories": 120],
            parts: try BackupManifest.Part.Name.allCases.compactMap { name in
                guard let bytes = contents[name] else { return nil }
                let (count, digest) = try BackupFile.measure(ByteBuffer(bytes))
                return BackupManifest.Part(name: name, bytes: count, digest: digest)
            }
        )
    }

    func file(for recipient: BackupRecipient? = nil) throws -> [UInt8] {
        let file = ByteBuffer()
        let sealed = try recipient.map { try SealedSink(file, for: $0) }
        try BackupFile.write(manifest(), to: sealed ?? file) { ByteBuffer(contents[$0.name]!) }
        try sealed?.finish()
        return file.bytes
    }

    /// The manifest and the parts of a backup, after all of it was checked.
    static func read(_ file: [UInt8], key: BackupKey? = nil) throws -> (
        BackupManifest, [BackupManifest.Part.Name: [UInt8]]
    ) {
        var parts: [BackupManifest.Part.Name: ByteBuffer] = [:]
        let manifest = try BackupFile.read(ByteBuffer(file), key: key) { _, part in
            let buffer = ByteBuffer()
            parts[part.name] = buffer
            return buffer
        }
        return (manifest, parts.mapValues(\.bytes))
    }
}
