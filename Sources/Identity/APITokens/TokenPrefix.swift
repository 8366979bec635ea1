package import Base

/// How every identifier and secret of ours begins, so that a person, a log and a scanner for leaked secrets can tell
/// them apart (docs/adr/0001).
package enum TokenPrefix: String, Sendable, CaseIterable {
    case apiToken = "amt_"
    /// No secret.
    case client = "amc_"
    case clientSecret = "ams_"
    case registrationToken = "amr_"
    case authorizationCode = "ama_"
    case refreshToken = "amf_"
    /// No secret: what a person allowed a client.
    case grant = "g_"
    /// No secret: a browser session's, which is not its cookie.
    case session = "s_"
}

extension RandomSource {
    /// A new one: the prefix and base64url of `bytes` random bytes (32 give 256 bits).
    package func token(_ prefix: TokenPrefix, bytes count: Int = 32) -> String {
        prefix.rawValue + token(bytes: count)
    }
}
