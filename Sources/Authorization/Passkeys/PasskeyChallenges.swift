import Base
import Crypto
import Identity
import JOSE

/// The challenges of both ceremonies: random, for one browser and purpose, valid for minutes, spent once.
///
/// A challenge carries its expiry and a MAC over what it is for, so that showing a page writes nothing. Spending it
/// writes its digest, and of racing callers one succeeds.
struct PasskeyChallenges: Sendable {
    private let key: SymmetricKey
    private let spent: any OneTimeStore
    private let random: any RandomSource

    static let lifetime = Duration.seconds(600)
    private static let nonceBytes = 16
    private static let timeBytes = 8

    init(_ secret: PageSecret, spent: any OneTimeStore, random: any RandomSource) {
        key = secret.key(for: "passkeys")
        self.spent = spent
        self.random = random
    }

    /// - Parameters:
    ///   - purpose: the ceremony, and for a registration the person.
    ///   - browser: the secret of the browser's cookie.
    func issue(for purpose: String, browser: Secret, at now: Timestamp) -> [UInt8] {
        let end = UInt64(bitPattern: now.advanced(by: Self.lifetime).milliseconds)
        let head = random.bytes(Self.nonceBytes) + (0..<8).reversed().map { UInt8(truncatingIfNeeded: end >> ($0 * 8)) }
        return head + code(head, purpose, browser)
    }

    /// - Throws: `challenge` (a `PasskeyFlaw`) for one that is not for this purpose and browser, has expired, or was
    ///   spent; an error of the store.
    func spend(_ challenge: [UInt8], for purpose: String, browser: Secret, at now: Timestamp) async throws {
        let head = Array(challenge.prefix(Self.nonceBytes + Self.timeBytes))
        guard challenge.count == head.count + SHA256.byteCount,
            HMAC<SHA256>.isValidAuthenticationCode(
                challenge[head.count...],
                authenticating: message(head, purpose, browser),
                using: key
            )
        else { throw PasskeyFlaw.challenge }
        let end = Timestamp(
            milliseconds: Int64(bitPattern: head[Self.nonceBytes...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
        )
        guard end > now else { throw PasskeyFlaw.challenge }
        guard try await spent.claim(Base64URL.encode(head), purpose: "passkey", until: end, at: now) else {
            throw PasskeyFlaw.challenge
        }
    }

    private func code(_ head: [UInt8], _ purpose: String, _ browser: Secret) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message(head, purpose, browser), using: key))
    }

    /// Each text is preceded by its length, so that two lists never give the same message.
    private func message(_ head: [UInt8], _ purpose: String, _ browser: Secret) -> [UInt8] {
        head + [purpose, browser.reveal()].flatMap { Array("\($0.utf8.count):\($0)".utf8) }
    }
}
