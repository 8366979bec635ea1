package import Base
import Crypto
import Identity
import JOSE

/// Binds a form to the browser and the purpose it was shown for: a MAC over both. Prevents CSRF, and a consent
/// form that is sent for another request or by another person.
package struct FormSeal: Sendable {
    private let key: SymmetricKey

    package init(_ secret: PageSecret) {
        key = secret.key(for: "forms")
    }

    /// A key of this process: forms do not survive a restart, logins do.
    package init(random: some RandomSource) {
        self.init(PageSecret(random: random))
    }

    /// - Parameters:
    ///   - purpose: the action of the form with every value that must not change: step, client, scopes, redirect URI.
    ///   - browser: the secret of the browser's cookie.
    package func seal(purpose: [String], browser: Secret) -> String {
        Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: message(purpose, browser), using: key)))
    }

    /// In constant time.
    package func isValid(_ seal: String, purpose: [String], browser: Secret) -> Bool {
        guard let code = Base64URL.decode(seal) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message(purpose, browser), using: key)
    }

    /// Each part is preceded by its length, so that two lists never give the same message.
    private func message(_ purpose: [String], _ browser: Secret) -> [UInt8] {
        (purpose + [browser.reveal()]).flatMap { Array("\($0.utf8.count):\($0)".utf8) }
    }
}
