package import Base

/// The prefixes of this server's identifiers and secrets, so that people, logs and scanners for leaked secrets can tell
/// them apart (docs/adr/0001).
package enum TokenPrefix: String, Sendable, CaseIterable {
    case apiToken = "amt_"
    /// Public, not a secret.
    case client = "amc_"
    case clientSecret = "ams_"
    case registrationToken = "amr_"
    case authorizationCode = "ama_"
    case refreshToken = "amf_"
    /// Not a secret: identifies the access that a person granted to a client.
    case grant = "g_"
    /// Not a secret: identifies a browser session, but is not its cookie.
    case session = "s_"
}

extension RandomSource {
    /// A new value: the prefix and base64url of `bytes` random bytes (32 give 256 bits).
    package func token(_ prefix: TokenPrefix, bytes count: Int = 32) -> String {
        prefix.rawValue + token(bytes: count)
    }
}
