/// Why the server ended a connection that neither its person nor its application asked to end.
package enum EndReason: String, Sendable, Hashable, CaseIterable {
    /// A refresh token was presented after it had been replaced, outside the reuse window.
    case refreshTokenReused = "refresh_token_reused"
    /// A replaced refresh token was presented within the window, with a request for more than was granted.
    case refreshTokenWidened = "refresh_token_widened"
    /// An authorization code was redeemed twice.
    case codeReused = "code_reused"

    /// The event as a sentence without names and addresses, for logs and pages.
    package var sentence: String {
        switch self {
        case .refreshTokenReused: "A refresh token was used again after it had been replaced."
        case .refreshTokenWidened: "A replaced refresh token was used again, to ask for more than was allowed."
        case .codeReused: "An authorization code was used twice."
        }
    }
}
