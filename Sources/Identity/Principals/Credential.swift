package import Base

/// The kind of credential behind a principal, without its secret.
package enum Credential: Sendable, Hashable {
    case apiToken(ID<APIToken>)
    /// An access token of this server or of a trusted issuer. The grant is known only for this server's tokens.
    case accessToken(issuer: String, grant: String?)
    /// A person's login in a browser, by the id of the session. Used by pages, never by the APIs.
    case browserSession(String)
    /// The credential that the operator chose (`tokens.preset`).
    case preset
    /// No credential: `auth.mode: disabled`, on loopback only, or anonymous reading.
    case none
}
