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
    let providerLimits: [FailureLimit]
    /// The number of servers that count an address's attempts for themselves.
    let instances: Int
    /// Nil without an authorization server, when no application sends people here.
    let asker: (any LoginAsker)?

    /// - Parameters:
    ///   - passkeys: used only together with passwords.
    ///   - asker: the authorization server; nil without one.
    ///   - instances: the number of servers that count an address's attempts for themselves.
    package init(
        passwords: LocalLogin,
        offersPassword: Bool,
        federation: FederatedLogin,
        passkeys: Passkeys? = nil,
        asker: (any LoginAsker)? = nil,
        instances: Int = 1
    ) {
        self.instances = instances
        providerLimits = [
            FailureLimit(perMinute: 60, among: instances), FailureLimit(perMinute: 240, by: .site, among: instances),
        ]
        self.passwords = passwords
        self.offersPassword = offersPassword
        self.federation = federation
        // A passkey must not keep people in whom a provider no longer lets in.
        self.passkeys = offersPassword ? passkeys : nil
        self.asker = asker
    }
}
