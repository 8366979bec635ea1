package import Base

/// What was presented to prove a principal, without its secret.
package enum Credential: Sendable, Hashable {
    case apiToken(ID<APIToken>)
    /// An access token of our own or of a trusted issuer; the grant is known only for our own.
    case accessToken(issuer: String, grant: String?)
    /// A person's login in a browser, by the id of the session: pages act with it, never the APIs.
    case browserSession(String)
    /// The one the operator chose (`tokens.preset`).
    case preset
    /// `auth.mode: disabled`, on loopback only; anonymous reading.
    case none
}
