import Base

/// A person's identity at an identity provider: the pair that never changes (OIDC Core §2, `iss` and `sub`).
package struct ExternalIdentity: Sendable {
    package let issuer: String
    package let subject: String

    package init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }
}

extension ExternalIdentity: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.issuer.isExactly(rhs.issuer) && lhs.subject.isExactly(rhs.subject)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(issuer))
        hasher.combine(Identifier(subject))
    }
}
