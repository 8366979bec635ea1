package import Base
package import JOSE

/// A certificate to ask an authority for.
package struct IssuanceRequest: Sendable {
    /// The URL of the authority's directory.
    package let directory: String
    /// DNS names in ASCII, without wildcards; at least one.
    package let names: [String]
    /// An email address for the authority.
    package let contact: String?
    package let agreesToTerms: Bool
    /// The kinds of challenges that this server can answer, the preferred one first.
    package let kinds: [ChallengeKind]
    /// The key of the account at the authority (ES256).
    package let account: SigningKey

    package init(
        directory: String,
        names: [String],
        contact: String?,
        agreesToTerms: Bool,
        kinds: [ChallengeKind],
        account: SigningKey
    ) {
        self.directory = directory
        self.names = names
        self.contact = contact
        self.agreesToTerms = agreesToTerms
        self.kinds = kinds
        self.account = account
    }
}

/// A new certificate with its key.
package struct IssuedCertificate: Sendable {
    /// The certificate, then those of its authorities, in PEM.
    package let chain: String
    /// PKCS #8 in PEM.
    package let key: Secret
}
