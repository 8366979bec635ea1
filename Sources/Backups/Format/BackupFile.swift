package import Base
import Crypto

/// The bytes of a backup:
///
///     "agent-memory backup 1\n" | length (4 bytes, big-endian) | manifest (JSON) | parts in its order | SHA-256 of all before
///
/// An encrypted backup contains these bytes in `SealedFrames`. Every byte is covered by a digest, and in an encrypted one
/// by an authentication code too. The digest detects damage; only encryption hides the contents, and neither proves who
/// made the file: anyone who knows the public key can make one.
package enum BackupFile {
    static let mark = Array("agent-memory backup 1\n".utf8)
    /// Bytes that are read or written at once.
    package static let step = 1 << 16
    private static let longestManifest = 1 << 16

    /// Writes a backup.
    /// - Parameter contents: opens a part for reading; it must have the size and digest of the manifest.
    /// - Throws: `BackupFailure`, and what `contents` throws.
    package static func write(
        _ manifest: BackupManifest,
        to sink: any ByteSink,
        contents: (BackupManifest.Part) throws -> any ByteSource
    ) throws {
        let text = try StrictJSON.encode(manifest.json)
        guard text.count <= longestManifest else { throw BackupFailure("The manifest of the backup is too long.") }
        let output = DigestingSink(sink)
        try output.write(mark + (0..<4).map { UInt8(truncatingIfNeeded: text.count >> (24 - 8 * $0)) } + text)
        for part in manifest.parts {
            let source = try contents(part)
            let digest = try copy(part.bytes, from: source, to: output)
            guard digest == part.digest else {
                throw BackupFailure("\(part.name.rawValue) changed while the backup was written. Try again.")
            }
        }
        try sink.write(output.digest.bytes)
    }

    /// Reads a backup to its end and checks every byte of it.
    /// - Parameters:
    ///   - key: opens an encrypted backup.
    ///   - begin: gets the manifest, before anything is checked, and returns where each part goes. What it receives
    ///     counts only when this function returns.
    /// - Throws: `BackupFailure`, and what the closures throw.
    package static func read(
        _ source: any ByteSource,
        key: BackupKey?,
        begin: (BackupManifest, BackupManifest.Part) throws -> any ByteSink
    ) throws -> BackupManifest {
        let input = DigestingSource(try opened(source, key))
        guard try input.read(mark.count) == mark else { throw BackupFailure.damaged }
        let length = try input.read(4).reduce(0) { $0 << 8 | Int($1) }
        guard (2...longestManifest).contains(length) else { throw BackupFailure.damaged }
        let text = try input.read(length)
        guard text.count == length else { throw BackupFailure.damaged }
        let manifest = try BackupManifest(text)
        for part in manifest.parts {
            let digest = try copy(part.bytes, from: input, to: try begin(manifest, part))
            guard digest == part.digest else { throw BackupFailure.damaged }
        }
        let digest = input.digest
        guard try input.read(32) == digest.bytes, try input.read(1).isEmpty else { throw BackupFailure.damaged }
        return manifest
    }

    /// The source of a plain backup, with its mark in front again; the decrypted one of an encrypted backup.
    private static func opened(_ source: any ByteSource, _ key: BackupKey?) throws -> any ByteSource {
        let start = try source.read(mark.count)
        guard start == SealedFrames.mark else {
            guard start == mark else { throw BackupFailure("This is not a backup of Agent Memory.") }
            return PrefixedSource(start, source)
        }
        guard let key else {
            throw BackupFailure("The backup is encrypted. Name the file with its key: --key FILE.")
        }
        return try SealedSource(source, key: key)
    }

    /// Copies exactly `count` bytes and returns their digest.
    private static func copy(_ count: Int64, from source: any ByteSource, to sink: any ByteSink) throws -> Digest256 {
        var hash = SHA256()
        var rest = count
        while rest > 0 {
            let wanted = Int(min(Int64(step), rest))
            let bytes = try source.read(wanted)
            guard bytes.count == wanted else { throw BackupFailure.damaged }
            hash.update(data: bytes)
            try sink.write(bytes)
            rest -= Int64(wanted)
        }
        return hash.finalize().words
    }

    /// Reads a source to its end.
    /// - Returns: its size in bytes, and its digest.
    package static func measure(_ source: any ByteSource) throws -> (bytes: Int64, digest: Digest256) {
        var hash = SHA256()
        var count: Int64 = 0
        while true {
            let bytes = try source.read(step)
            hash.update(data: bytes)
            count += Int64(bytes.count)
            if bytes.count < step { return (count, hash.finalize().words) }
        }
    }
}

extension SHA256.Digest {
    /// A digest of SHA-256 always has 32 bytes.
    var words: Digest256 { Digest256(Array(self))! }
}
