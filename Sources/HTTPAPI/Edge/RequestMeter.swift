package import Base
import Identity

/// Counts requests and authentications. The executable decides where the numbers go; without one, nothing is measured.
package protocol RequestMeter: Sendable {
    /// A request has arrived.
    func began()
    /// The request has its response, or was aborted.
    func ended(_ request: MeasuredRequest)
    /// A credential was checked, or found missing.
    func authenticated(_ attempt: AuthenticationAttempt)
}

/// A request and its response. Every text is from a short list, except the id.
package struct MeasuredRequest: Sendable {
    /// One of the methods that can reach a route, or `other`.
    package let method: String
    /// The template of the route, never the path; `none` without a route.
    package let route: String
    /// The status of the response; nil when the request was aborted.
    package let status: Int?
    /// Until the response began.
    package let duration: Duration
    /// The id in the log and in the response.
    package let id: String
    /// The id of its trace, when it is recorded.
    package let traceID: String?
}

/// The outcome of checking a credential.
package struct AuthenticationAttempt: Sendable, Hashable {
    /// The kind of credential that was presented, as far as its form shows.
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case apiToken = "api_token"
        /// An access token of this server or of a trusted issuer.
        case signedToken = "signed_token"
        case presetToken = "preset_token"
        case otherToken = "other_token"
        case nothing = "none"
        /// The three ways to log in on the pages.
        case password, passkey
        case loginProvider = "login_provider"
    }

    package let kind: Kind
    /// Nil when the caller was let in.
    package let refusal: FaultCode?
    /// Whether the cache knew the token.
    package let isCached: Bool

    /// Whether it was a token, which a cache may know.
    package var isToken: Bool {
        switch kind {
        case .apiToken, .signedToken, .presetToken, .otherToken: true
        case .nothing, .password, .passkey, .loginProvider: false
        }
    }

    /// A login on the pages.
    init(login kind: Kind, refusal: FaultCode? = nil) {
        self.kind = kind
        self.refusal = refusal
        isCached = false
    }

    init(_ principal: Principal, isCached: Bool = false) {
        kind =
            switch principal.credential {
            case .apiToken: .apiToken
            case .accessToken: .signedToken
            case .preset: .presetToken
            case .browserSession, .none: .nothing
            }
        refusal = nil
        self.isCached = isCached
    }

    /// - Parameter header: the header that was presented, `Authorization` or another.
    init(_ refusal: FaultCode, presented header: String?) {
        kind = header.map(Self.kind) ?? .nothing
        self.refusal = refusal
        isCached = false
    }

    private static func kind(of header: String) -> Kind {
        let token = header.split(separator: " ").last ?? ""
        if token.hasPrefix(TokenPrefix.apiToken.rawValue) { return .apiToken }
        // A JWT begins with `{"` in base64url.
        return token.hasPrefix("eyJ") ? .signedToken : .otherToken
    }
}
