package import Base
package import Identity

/// Decides the next step of an authorization: the only place that does. Pure: it reads, and the door acts.
package enum AuthorizationFlow {
    package enum Step: Sendable, Hashable {
        /// Nobody is logged in, or the login is too old: show the login page.
        case login
        /// Ask the person.
        case consent
        /// All is agreed: make a code for this workspace.
        case issue(User, BrowserSession, workspace: ID<Workspace>)
    }

    /// - Throws: `loginRequired` or `consentRequired` when the client forbade to ask (OIDC Core §3.1.2.6).
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
        return .issue(user, browser, workspace: consent.workspace)
    }

    /// No login there has been answers a prompt that demands one: the login page takes it out of the request that it
    /// leads back to.
    private static func isFresh(_ session: BrowserSession, for request: AuthorizationRequest, at now: Timestamp) -> Bool
    {
        if request.prompts.contains(where: \.demandsLogin) { return false }
        guard let maxAge = request.maxAge else { return true }
        // The way back from the login page takes a moment; from a provider longer, and its clock is not ours.
        return now.since(session.authenticatedAt) <= max(maxAge, .seconds(session.provider == nil ? 5 : 60))
    }
}

extension Consent {
    /// Remembered for these scopes, this way back and this client as it was then.
    fileprivate func covers(_ request: AuthorizationRequest) -> Bool {
        guard clientDigest == request.target.consentDigest else { return false }
        // On the person's own machine any program can answer under a client id it has read somewhere (RFC 8252 §8.6):
        // one that is public is not enough for a silent code, and one that was given to this installation is for what
        // was asked before.
        guard request.target.uri.kind == .https else {
            return request.target.client.origin != .document && scopes == request.scopes
        }
        return scopes.covers(request.scopes)
    }
}

extension RedirectTarget {
    /// Over what the person saw when consenting: where the answer goes, and the client as it was. A client may have
    /// registered several ways back, and the person was shown this one.
    package var consentDigest: Digest256 {
        Digest256(
            of: ([registered.text] + client.redirectURIs.map(\.text).sorted() + [client.name ?? ""]).joined(
                separator: "\n"
            )
        )
    }
}
