package import Authorization
import Identity

/// The ways in which people log in.
package struct LoginMeans: Sendable {
    let passwords: LocalLogin
    /// Whether the login page has a form for a password.
    let offersPassword: Bool
    let federation: FederatedLogin
    /// Limits on logins begun at a provider, because each is a write that needs no credential.
    let providerLimits = [FailureLimit(perMinute: 60), FailureLimit(perMinute: 240, by: .site)]
    /// Nil without an authorization server, when no application sends people here.
    let asker: (any LoginAsker)?

    /// - Parameter asker: the authorization server; nil without one.
    package init(
        passwords: LocalLogin,
        offersPassword: Bool,
        federation: FederatedLogin,
        asker: (any LoginAsker)? = nil
    ) {
        self.passwords = passwords
        self.offersPassword = offersPassword
        self.federation = federation
        self.asker = asker
    }
}
