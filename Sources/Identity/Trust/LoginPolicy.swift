package import Base

/// Who of an upstream provider's people may log in here, and as what.
package struct LoginPolicy: Sendable, Hashable {
    /// Email domains; empty lets any in. Needs a verified email.
    package var allowedDomains: Set<Identifier> = []
    /// Groups; empty lets any in.
    package var allowedGroups: Set<Identifier> = []
    /// What the claim is called at the provider, for the log.
    package var groupsClaim = "groups"
    /// Members of these are administrators (`Principal.isAdministrator`).
    package var administratorGroups: Set<Identifier> = []
    /// The verified email as user name, else the preferred user name, else the subject.
    package var emailAsName = true
    /// Some providers (Authentik) never say that an email is verified.
    package var trustsUnverifiedEmail = false
    /// An existing account with the same email is the same person, when the provider says that it verified the address.
    /// Off: whoever controls the provider would own the account.
    package var linksByEmail = false

    package init() {}

    /// - Throws: `accessDenied` with a sentence for the person, and a `LoginRefusal` for the operator.
    package func admit(_ identity: UpstreamIdentity) throws {
        if !allowedDomains.isEmpty {
            guard let domain = verifiedEmail(identity)?.split(separator: "@").last?.lowercased(),
                allowedDomains.contains(Identifier(domain))
            else {
                let found = identity.email.map { $0 + (identity.emailVerified ? "" : " (email_verified is not true)") }
                throw Fault(
                    .accessDenied,
                    "Your email address is not of a domain that may log in here.",
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
                "You are not in a group that may log in here.",
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
            claim: claim,
            wanted: wanted.sorted(),
            found: found
        )
    }

    package func verifiedEmail(_ identity: UpstreamIdentity) -> String? {
        identity.emailVerified || trustsUnverifiedEmail ? identity.email : nil
    }

    /// The address to find an existing account by. Trusting a provider's unverified addresses is enough to show them,
    /// and not to hand over an account: whoever may type an address there could choose whose.
    package func linkingEmail(_ identity: UpstreamIdentity) -> String? {
        linksByEmail && identity.emailVerified ? identity.email : nil
    }

    package func isAdministrator(_ identity: UpstreamIdentity) -> Bool {
        !administratorGroups.isDisjoint(with: identity.groups.identifiers)
    }

    /// What is kept of a person as the provider says it now. Roles follow its groups, down as well as up, where groups
    /// decide them.
    package func description(of identity: UpstreamIdentity) -> UserDescription {
        UserDescription(
            displayName: identity.name,
            email: verifiedEmail(identity),
            isAdministrator: administratorGroups.isEmpty ? nil : isAdministrator(identity)
        )
    }

    /// The name to ask for; the store makes it unique.
    package func userName(_ identity: UpstreamIdentity) -> String {
        let email = emailAsName ? verifiedEmail(identity) : nil
        let wanted = email ?? identity.preferredUsername ?? identity.identity.subject
        return UserName.nearest(to: wanted) ?? "user"
    }
}
