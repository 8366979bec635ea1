package import Base
import CCrypt
import Glibc

/// bcrypt (`$2b$`, crypt(5)) through the system's libcrypt. Slow by design: tens of milliseconds of processor time at
/// cost 10.
package enum Bcrypt {
    /// 2¹⁰ rounds. A secret of 256 bits cannot be guessed, so a fast hash would be enough.
    package static let cost = 10

    /// The bcrypt hash of `phrase`, with a new salt.
    /// - Throws: `internal` for a phrase that bcrypt cannot process (over 72 bytes, or with a NUL) and when libcrypt
    ///   fails.
    package static func hash(_ phrase: Secret, random: any RandomSource) throws -> String {
        guard phrase.reveal().utf8.count <= 72, !phrase.reveal().utf8.contains(0) else {
            throw Fault(.internal, "The secret is too long for bcrypt.")
        }
        let salt = random.bytes(16).map { CChar(bitPattern: $0) }
        guard let setting = crypt_gensalt_ra("$2b$", UInt(cost), salt, Int32(salt.count)) else { throw unavailable }
        defer { free(setting) }
        guard let result = crypt(phrase, setting: String(cString: setting)) else { throw unavailable }
        return result
    }

    /// Whether `hash` is the hash of `phrase`. False for other hashes than bcrypt's: libcrypt would also accept weak
    /// ones (DES, MD5).
    package static func matches(_ phrase: Secret, _ hash: String) -> Bool {
        guard hash.utf8.count == 60, hash.hasPrefix("$2b$"), let result = crypt(phrase, setting: hash) else {
            return false
        }
        guard result.utf8.count == hash.utf8.count else { return false }
        return zip(result.utf8, hash.utf8).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
    }

    private static func crypt(_ phrase: Secret, setting: String) -> String? {
        var buffer: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer { free(buffer) }
        guard let result = crypt_ra(phrase.reveal(), setting, &buffer, &size) else { return nil }
        let text = String(cString: result)
        // libxcrypt returns "*0" or "*1" for an invalid setting.
        return text.hasPrefix("*") ? nil : text
    }

    private static var unavailable: Fault { Fault(.internal, "bcrypt is not available on this system.") }
}
