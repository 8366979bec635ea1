import Crypto
import FoundationEssentials

/// The encryption of a backup:
///
///     "agent-memory sealed 1\n" | recipient's public key | ephemeral public key | frames
///
/// The key of the frames is HKDF-SHA256 (RFC 5869) of the X25519 shared secret, with both public keys as salt. Each frame
/// is ChaCha20-Poly1305 (RFC 8439) of 64 KiB, the last one of what is left. The nonce is the number of the frame, followed
/// by 1 for the last frame and 0 for the others. So frames that are missing, moved, repeated or added do not open, and
/// neither does a file that ends after a whole frame.
enum SealedFrames {
    static let mark = Array("agent-memory sealed 1\n".utf8)
    /// Bytes of a frame before encryption.
    static let size = 1 << 16
    /// Bytes of Poly1305's tag.
    static let tagSize = 16
    static let keySize = 32

    static func key(
        _ secret: SharedSecret,
        recipient: [UInt8],
        ephemeral: [UInt8]
    ) -> SymmetricKey {
        secret.hkdfDerivedSymmetricKey(
            using: SHA256.self,
            salt: recipient + ephemeral,
            sharedInfo: Array("agent-memory backup 1".utf8),
            outputByteCount: keySize
        )
    }

    static func nonce(_ number: UInt64, isLast: Bool) throws -> ChaChaPoly.Nonce {
        let digits = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        return try ChaChaPoly.Nonce(data: [0, 0, 0] + digits + [isLast ? 1 : 0])
    }
}

/// Encrypts what is written to it. Call `finish` at the end.
package final class SealedSink: ByteSink {
    private let sink: any ByteSink
    private let key: SymmetricKey
    private var pending: [UInt8] = []
    private var number: UInt64 = 0

    /// - Throws: `BackupFailure` for a public key that no private key belongs to.
    package init(_ sink: any ByteSink, for recipient: BackupRecipient) throws {
        let ephemeral = Curve25519.KeyAgreement.PrivateKey()
        guard let other = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: recipient.bytes),
            let secret = try? ephemeral.sharedSecretFromKeyAgreement(with: other)
        else { throw BackupFailure("\(recipient.text) is not a usable public key.") }
        let own = Array(ephemeral.publicKey.rawRepresentation)
        self.sink = sink
        key = SealedFrames.key(secret, recipient: recipient.bytes, ephemeral: own)
        try sink.write(SealedFrames.mark + recipient.bytes + own)
    }

    package func write(_ bytes: [UInt8]) throws {
        pending += bytes
        // The last frame is never empty, so that its size says nothing.
        while pending.count > SealedFrames.size {
            try seal(Array(pending.prefix(SealedFrames.size)), isLast: false)
            pending.removeFirst(SealedFrames.size)
        }
    }

    package func finish() throws {
        try seal(pending, isLast: true)
        pending = []
    }

    private func seal(_ bytes: [UInt8], isLast: Bool) throws {
        let box = try ChaChaPoly.seal(bytes, using: key, nonce: SealedFrames.nonce(number, isLast: isLast))
        number += 1
        try sink.write(Array(box.ciphertext) + Array(box.tag))
    }
}

/// Decrypts what it reads, a whole frame at a time: no byte leaves it before its frame is authenticated.
final class SealedSource: ByteSource {
    private let source: any ByteSource
    private let key: SymmetricKey
    private var number: UInt64 = 0
    private var opened: ArraySlice<UInt8> = []
    /// The frame after the opened one; empty after the last.
    private var next: [UInt8]
    private static let frameSize = SealedFrames.size + SealedFrames.tagSize

    /// - Parameter source: stands after the mark.
    /// - Throws: `BackupFailure` for another key, or a file that ends here.
    init(_ source: any ByteSource, key: BackupKey) throws {
        let (recipient, ephemeral) = (try source.read(SealedFrames.keySize), try source.read(SealedFrames.keySize))
        guard recipient == key.recipient.bytes else {
            throw BackupFailure("The backup is encrypted to another key than this one (\(key.recipient.text)).")
        }
        guard let other = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: ephemeral),
            let secret = try? key.key.sharedSecretFromKeyAgreement(with: other)
        else { throw BackupFailure.damaged }
        self.source = source
        self.key = SealedFrames.key(secret, recipient: recipient, ephemeral: ephemeral)
        next = try source.read(Self.frameSize)
        guard !next.isEmpty else { throw BackupFailure.damaged }
    }

    func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            if opened.isEmpty {
                guard !next.isEmpty else { break }
                opened = try open()[...]
            }
            let part = opened.prefix(count - bytes.count)
            bytes += part
            opened = opened.dropFirst(part.count)
        }
        return bytes
    }

    private func open() throws -> [UInt8] {
        let frame = next
        next = frame.count == Self.frameSize ? try source.read(Self.frameSize) : []
        guard frame.count > SealedFrames.tagSize,
            let box = try? ChaChaPoly.SealedBox(
                nonce: SealedFrames.nonce(number, isLast: next.isEmpty),
                ciphertext: frame.dropLast(SealedFrames.tagSize),
                tag: frame.suffix(SealedFrames.tagSize)
            ),
            let bytes = try? ChaChaPoly.open(box, using: key)
        else { throw BackupFailure.damaged }
        number += 1
        return Array(bytes)
    }
}
