import Base

/// Whom a token stands for and what it may do, as far as the token and the settings tell: no store has been asked.
package struct TokenBearer: Sendable, CustomStringConvertible {
    package enum Kind: Sendable {
        /// With the name to ask for, which another may have already.
        case person(UpstreamIdentity, name: String)
        /// In the workspace of this name or id.
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
    /// - Throws: `accessDenied` for a person without the verified email that is demanded; `invalidToken` without a
    ///   subject; `ClaimReader.Malformed`.
    func bearer(_ claims: ClaimReader) throws -> TokenBearer {
        guard let subject = try subject(claims) else { throw TokenRefusal.claims.fault() }
        let scopes = scopes.effective(
            scopes: try scopeNames(claims),
            roles: roleNames(claims),
            isComplete: self.claims.allScopes.map(claims.has) ?? false
        )
        let client = try claims.first(self.claims.client)
        if let client, let workspace = services[Identifier(client)], try isService(claims, client: client) {
            return TokenBearer(kind: .service(workspace: workspace), client: client, scopes: scopes)
        }
        let person = person(claims, subject: subject)
        guard !requiresVerifiedEmail || person.email != nil && person.emailVerified else {
            throw Fault(
                .accessDenied,
                "Your identity provider does not say that your email address is verified.",
                hints: .init(advice: "The access token must carry the address, and email_verified: true.")
            )
        }
        return TokenBearer(kind: .person(person, name: naming.userName(person)), client: client, scopes: scopes)
    }

    /// The person as the token describes them.
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

    /// What people are called. Who may enter is the issuer's to say: it gives out tokens for our audience, or does not.
    var naming: LoginPolicy {
        var policy = LoginPolicy()
        policy.emailAsName = emailAsName
        return policy
    }
}
