import Base

/// The person or service that a token belongs to, and its rights, according to the token and the settings alone. No
/// store was asked.
package struct TokenHolder: Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// A person with the preferred user name, which another user may already have.
        case person(UpstreamIdentity, name: String)
        /// A service in the workspace with this name or id.
        case service(workspace: String)
    }

    package let kind: Kind
    package let client: String?
    package let scopes: ScopeSet

    package var description: String {
        let rights = scopes.names.isEmpty ? "no rights" : scopes.names.joined(separator: " ")
        return switch kind {
        case .person(let person, let name):
            "the person “\(name)” (subject “\(person.identity.subject)”), with \(rights)"
        case .service(let workspace): "the service “\(client ?? "")” in the workspace “\(workspace)”, with \(rights)"
        }
    }
}

extension IssuerTrust {
    /// The holder described by the claims.
    /// - Throws: `accessDenied` for a person without the required verified email address; `invalidToken` without a
    ///   subject; `ClaimReader.Malformed`.
    func holder(_ claims: ClaimReader) throws -> TokenHolder {
        guard let subject = try subject(claims) else { throw TokenRefusal.claims.fault() }
        let scopes = scopes.effective(
            scopes: try scopeNames(claims),
            roles: roleNames(claims),
            isComplete: self.claims.allScopes.map(claims.has) ?? false
        )
        let client = try claims.first(self.claims.client)
        if let client, let workspace = services[Identifier(client)], try isService(claims, client: client) {
            return TokenHolder(kind: .service(workspace: workspace), client: client, scopes: scopes)
        }
        let person = person(claims, subject: subject)
        guard !requiresVerifiedEmail || person.email != nil && person.emailVerified else {
            throw Fault(
                .accessDenied,
                "Your identity provider does not confirm that your email address is verified.",
                hints: .init(advice: "The access token must contain the address and email_verified: true.")
            )
        }
        return TokenHolder(kind: .person(person, name: naming.userName(person)), client: client, scopes: scopes)
    }

    /// The person described by the token.
    private func person(_ claims: ClaimReader, subject: String) -> UpstreamIdentity {
        UpstreamIdentity(
            identity: ExternalIdentity(issuer: issuer, subject: subject),
            email: claims.firstText(self.claims.email),
            emailVerified: claims.value(self.claims.emailVerified) == .bool(true),
            preferredUsername: claims.firstText(self.claims.userName),
            name: claims.firstText(self.claims.displayName),
            groups: [],
            idToken: nil
        )
    }

    /// The policy for user names only. The issuer decides who may enter: it issues tokens for this server's audience,
    /// or does not.
    var naming: LoginPolicy {
        var policy = LoginPolicy()
        policy.emailAsName = emailAsName
        return policy
    }
}
