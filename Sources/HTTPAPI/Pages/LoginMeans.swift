package import Authorization
import Identity

/// The ways in which people log in.
package struct LoginMeans: Sendable {
    let passwords: LocalLogin
    /// Whether the login page has a form for a password.
    let offersPassword: Bool
    let federation: FederatedLogin
    /// Login with passkeys; nil where browsers have none at this server's address, or only providers log people in.
    let passkeys: Passkeys?
    /// Limits on logins begun at a provider or tried with a passkey, because each is a write that needs no credential.
    let providerLimits = [FailureLimit(perMinute: 60), FailureLimit(perMinute: 240, by: .site)]
    /// Nil without an authorization server, when no application sends people here.
    let asker: (any LoginAsker)?

    /// - Parameters:
    ///   - passkeys: used only together with passwords.
    ///   - asker: the authorization server; nil without one.
    package init(
        passwords: LocalLogin,
        offersPassword: Bool,
        federation: FederatedLogin,
        passkeys: Passkeys? = nil,
        asker: (any LoginAsker)? = nil
    ) {
        self.passwords = passwords
        self.offersPassword = offersPassword
        self.federation = federation
        // A passkey must not keep people in whom a provider no longer lets in.
        self.passkeys = offersPassword ? passkeys : nil
        self.asker = asker
    }
}
