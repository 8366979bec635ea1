package import Base

/// Decides which people of an upstream provider may log in, and with which name and role.
package struct LoginPolicy: Sendable, Hashable {
    /// The allowed email domains; an empty set allows all. Requires a verified email address.
    package var allowedDomains: Set<Identifier> = []
    /// The allowed groups; an empty set allows everyone.
    package var allowedGroups: Set<Identifier> = []
    /// The name of the groups claim at the provider, for the log.
    package var groupsClaim = "groups"
    /// Members of these groups are administrators (`Principal.isAdministrator`).
    package var administratorGroups: Set<Identifier> = []
    /// Whether the verified email address is the user name; otherwise the preferred user name is, or else the subject.
    package var emailAsName = true
    /// Whether to accept unverified addresses, for providers that never mark an address as verified (Authentik).
    package var trustsUnverifiedEmail = false
    /// Whether an existing account with the same email address is the same person, when the provider has verified the
    /// address. Off by default, because the administrator of the provider could take over the account.
    package var linksByEmail = false

    package init() {}

    /// Checks that the person may log in.
    /// - Throws: `accessDenied` with a sentence for the person, and a `LoginRefusal` for the operator.
    package func admit(_ identity: UpstreamIdentity) throws {
        if !allowedDomains.isEmpty {
            guard let domain = verifiedEmail(identity)?.split(separator: "@").last?.lowercased(),
                allowedDomains.contains(Identifier(domain))
            else {
                let found = identity.email.map { $0 + (identity.emailVerified ? "" : " (email_verified is not true)") }
                throw Fault(
                    .accessDenied,
                    "Your email address belongs to a domain that is not allowed to log in here.",
                    cause: refusal(
                        identity,
                        "email",
                        wanted: allowedDomains.map { "@\($0.text)" },
                        found: found.map { [$0] } ?? []
                    )
                )
            }
        }
        if !allowedGroups.isEmpty, allowedGroups.isDisjoint(with: identity.groups.identifiers) {
            throw Fault(
                .accessDenied,
                "You are not a member of a group that is allowed to log in here.",
                cause: refusal(identity, groupsClaim, wanted: allowedGroups.map(\.text), found: identity.groups)
            )
        }
    }

    private func refusal(_ identity: UpstreamIdentity, _ claim: String, wanted: [String], found: [String])
        -> LoginRefusal
    {
        LoginRefusal(
            subject: identity.identity.subject,
            email: identity.email,
            name: identity.preferredUsername ?? identity.name,
            claim: claim,
            wanted: wanted.sorted(),
            found: found
        )
    }

    package func verifiedEmail(_ identity: UpstreamIdentity) -> String? {
        identity.emailVerified || trustsUnverifiedEmail ? identity.email : nil
    }

    /// The address for finding an existing account. Trusting a provider's unverified addresses is enough to show them,
    /// but not to hand over an account: anyone who can type an address there could take any account.
    package func linkingEmail(_ identity: UpstreamIdentity) -> String? {
        linksByEmail && identity.emailVerified ? identity.email : nil
    }

    package func isAdministrator(_ identity: UpstreamIdentity) -> Bool {
        !administratorGroups.isDisjoint(with: identity.groups.identifiers)
    }

    /// The person's attributes as the provider reports them now. Where groups decide the administrator role, it follows
    /// them in both directions.
    package func description(of identity: UpstreamIdentity) -> UserDescription {
        UserDescription(
            displayName: identity.name,
            email: verifiedEmail(identity),
            isAdministrator: administratorGroups.isEmpty ? nil : isAdministrator(identity)
        )
    }

    /// The preferred user name; the store makes it unique.
    package func userName(_ identity: UpstreamIdentity) -> String {
        let email = emailAsName ? verifiedEmail(identity) : nil
        let wanted = email ?? identity.preferredUsername ?? identity.identity.subject
        return UserName.nearest(to: wanted) ?? "user"
    }
}
