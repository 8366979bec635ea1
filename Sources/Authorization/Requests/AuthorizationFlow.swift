package import Base
package import Identity

/// Decides the next step of an authorization; nothing else does. Pure: it only reads, and the caller acts.
package enum AuthorizationFlow {
    package enum Step: Sendable, Hashable {
        /// The person is not logged in, or the login is too old: show the login page.
        case login
        /// Show the consent page.
        case consent
        /// Consent exists: create a code for this workspace, and to read in the others.
        case issue(User, BrowserSession, workspace: ID<Workspace>, alsoReads: [ID<Workspace>])
    }

    /// - Throws: `loginRequired` or `consentRequired` when the client sent `prompt=none` (OIDC Core §3.1.2.6).
    package static func next(
        _ request: AuthorizationRequest,
        session: (session: BrowserSession, user: User)?,
        consent: Consent?,
        memberships: [Membership],
        at now: Timestamp
    ) throws -> Step {
        let silent = request.prompts.contains(.none)
        guard let (browser, user) = session, isFresh(browser, for: request, at: now) else {
            if silent { throw Fault(.loginRequired, "The person has to log in.") }
            return .login
        }
        guard !request.prompts.contains(.consent), let consent, consent.covers(request),
            memberships.contains(where: { $0.workspace.id == consent.workspace })
        else {
            if silent { throw Fault(.consentRequired, "The person has to consent.") }
            return .consent
        }
        return .issue(user, browser, workspace: consent.workspace, alsoReads: consent.alsoReads)
    }

    /// Whether the request requires a new login. An existing login never satisfies such a prompt; the login page
    /// removes the prompt from the request that it leads back to.
    private static func isFresh(_ session: BrowserSession, for request: AuthorizationRequest, at now: Timestamp) -> Bool
    {
        if request.prompts.contains(where: \.demandsLogin) { return false }
        guard let maxAge = request.maxAge else { return true }
        // Returning from the login page takes a moment; from a provider longer, and its clock may differ from ours.
        return now.since(session.authenticatedAt) <= max(maxAge, .seconds(session.provider == nil ? 5 : 60))
    }
}

extension Consent {
    /// Whether consent was given for these scopes, this redirect URI and the client as it is now.
    fileprivate func covers(_ request: AuthorizationRequest) -> Bool {
        guard clientDigest == request.target.consentDigest else { return false }
        // On the person's own machine any program can use a client id that it has read somewhere (RFC 8252 §8.6). A
        // public id is not enough for a silent code. An id given to one installation gets one only for scopes that were
        // asked before.
        guard request.target.uri.kind == .https else {
            return request.target.client.origin != .document && scopes == request.scopes
        }
        return scopes.covers(request.scopes)
    }
}

extension RedirectTarget {
    /// A digest of what the person saw at the consent: the redirect URI and the client's metadata. A client may have
    /// registered several redirect URIs, and the person was shown this one.
    package var consentDigest: Digest256 {
        Digest256(
            of: ([registered.text] + client.redirectURIs.map(\.text).sorted() + [client.name ?? ""]).joined(
                separator: "\n"
            )
        )
    }
}
