package import Base
import CryptoExtras
import FoundationEssentials
import Identity

/// A password as stored: scrypt (RFC 7914) with its parameters, so that they can be raised later.
package struct PasswordHash: Sendable, Hashable {
    /// `scrypt$15$8$1$<salt>$<key>`, salt and key in base64.
    package let encoded: String

    package init(encoded: String) {
        self.encoded = encoded
    }

    /// Checks a new password. Only length counts; there are no composition rules (NIST SP 800-63B §3.1.1.2).
    /// - Throws: `validationFailed` with what to do.
    package static func check(_ password: Secret, field: String = "password") throws {
        let password = OpaqueString.prepared(password)
        guard password.reveal().count >= shortest else {
            throw Fault.validation(field, "too_short", "The password needs at least \(shortest) characters.")
        }
        guard password.reveal().utf8.count <= longest else {
            throw Fault.validation(field, "too_long", "The password may have at most \(longest) bytes.")
        }
    }

    private static let shortest = 12
    private static let longest = 1_024

    /// - Parameter logRounds: of N, with r = 8 and p = 1. 15 costs 32 MiB and about 75 ms a guess; only tests hash with
    ///   less.
    package init(hashing password: Secret, random: some RandomSource, logRounds: Int = 15) throws {
        let salt = random.bytes(16)
        let key = try Self.derive(
            OpaqueString.prepared(password),
            salt: salt,
            logRounds: logRounds,
            blockSize: 8,
            parallelism: 1
        )
        encoded = "scrypt$\(logRounds)$8$1$\(Data(salt).base64EncodedString())$\(key.base64EncodedString())"
    }

    /// Compares in constant time; false for an unreadable hash. Also tries the password as typed if RFC 8265 would
    /// change its spelling, because older versions hashed it that way.
    package func matches(_ password: Secret) -> Bool {
        let prepared = OpaqueString.prepared(password)
        if fits(prepared) { return true }
        return !prepared.reveal().isExactly(password.reveal()) && fits(password)
    }

    private func fits(_ password: Secret) -> Bool {
        let parts = encoded.split(separator: "$")
        guard parts.count == 6, parts[0] == "scrypt", let logRounds = Int(parts[1]), (10...20).contains(logRounds),
            let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
            let salt = Data(base64Encoded: String(parts[4])), let expected = Data(base64Encoded: String(parts[5])),
            let key = try? Self.derive(
                password,
                salt: Array(salt),
                logRounds: logRounds,
                blockSize: blockSize,
                parallelism: parallelism
            )
        else { return false }
        return Digest256(key).map { $0 == Digest256(expected) } ?? false
    }

    /// A hash that no password matches: unknown users cost the same time as known ones.
    package static let unmatchable = PasswordHash(
        encoded: "scrypt$15$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    )

    private static func derive(_ password: Secret, salt: [UInt8], logRounds: Int, blockSize: Int, parallelism: Int)
        throws -> Data
    {
        return try KDF.Scrypt.deriveKey(
            from: Data(password.reveal().utf8),
            salt: salt,
            outputByteCount: 32,
            rounds: 1 << logRounds,
            blockSize: blockSize,
            parallelism: parallelism
        ).withUnsafeBytes { Data($0) }
    }
}
