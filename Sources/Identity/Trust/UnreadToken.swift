import Base
import JOSE

/// A text without claims that `token explain` could show: what it is, and how the server responds to it.
struct UnreadToken: Error, Sendable {
    /// The kind of the text, with advice.
    let remark: String
    /// The fault that the server responds with; nil for text that is not sent as a token, and when only the database
    /// can tell.
    let refusal: Fault?

    /// Reads the token in the steps of a request, with their faults: the header, then `TokenAuthenticator`, then
    /// `TrustedIssuers`.
    /// - Parameters:
    ///   - preset: the credential of `tokens.preset`.
    ///   - hasIssuers: whether an issuer is configured; without one, the server does not say why it cannot read a
    ///     token.
    static func claims(of text: String, preset: PresetToken?, hasIssuers: Bool) throws(UnreadToken) -> UnverifiedClaims
    {
        if text.isEmpty { throw UnreadToken("No token was given.") }
        if text.hasPrefix("{") { throw UnreadToken("It is JSON, but contains no access_token.") }
        let token: BearerToken
        do { token = try AuthorizationHeader.token(["Bearer \(text)"]) } catch {
            throw UnreadToken(refusal: Fault(any: error))
        }
        if token.isAPIToken {
            guard APITokenSecret(token) != nil else { throw UnreadToken(refusal: CredentialRefusal.incompleteAPIToken) }
            throw UnreadToken("It is an API token of this server. Run agent-memory token show.")
        }
        if let preset, preset.matches(token) { throw UnreadToken("It is the token of the setting tokens.preset.") }
        switch token.read() {
        case .success(let claims): return claims
        case .failure(let error):
            let fault = hasIssuers ? TokenRefusal(error).fault(cause: error) : TokenRefusal.other.fault()
            throw UnreadToken(
                MistakenToken(token)?.advice ?? remark(on: token, error),
                refusal: fault.advised(on: token)
            )
        }
    }

    private init(_ remark: String, refusal: Fault? = nil) {
        self.remark = remark
        self.refusal = refusal
    }

    private init(refusal: Fault) {
        self.init(refusal.hints.advice ?? refusal.detail, refusal: refusal)
    }

    private static func remark(on token: BearerToken, _ error: JOSEError) -> String {
        switch token.utf8.count(where: { $0 == UInt8(ascii: ".") }) {
        case 4:
            "It is an encrypted token (JWE), which only the issuer can read. Auth0 issues these unless the request names an audience; "
                + "Authentik does when an encryption key is set."
        case 0: "It is an opaque token, which only the issuer can read. Let the client request a JWT for an audience."
        default: "It is not a token this server can read: \(error)."
        }
    }
}
