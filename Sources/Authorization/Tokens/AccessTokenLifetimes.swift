import Base
import Identity

/// How long access tokens live. The end of a grant ends its access tokens at once, so their lifetime limits only what a
/// stolen copy can do that nobody noticed.
package struct AccessTokenLifetimes: Sendable {
    /// `oauth.accessTokenSeconds`
    let usual: Duration
    /// `oauth.longAccessTokenSeconds`, for hosts that are known not to refresh in time.
    let long: Duration

    package init(usual: Duration, long: Duration) {
        self.usual = usual
        self.long = max(usual, long)
    }

    /// Decided by where the code went, not by what the client says of itself: only the host that received the code has
    /// the tokens.
    func lifetime(of grant: AuthorizationGrant, of client: Client) -> Duration {
        let only = client.redirectURIs.count == 1 ? client.redirectURIs.first?.text : nil
        guard let uri = grant.redirectURI ?? only else { return usual }
        return ClientHabit.known(redirectURI: uri)?.refreshesInTime == false ? long : usual
    }
}
