package import Base
package import Identity

/// The authorization endpoint without its pages: from the query to the next step, and from consent to a code.
package struct AuthorizationServer: Sendable {
    package struct Options: Sendable {
        /// The issuer, without a trailing slash (RFC 8414 §2).
        package let issuer: String
        package let resources: ResourceCatalogue
        /// RFC 9700 §2.1.1 asks for a short lifetime; RFC 6749 §4.1.2 allows at most ten minutes.
        package let codeLifetime: Duration
    }

    package let options: Options
    package let clients: ClientDirectory
    let stores: AuthorizationStores
    let workspaces: any WorkspaceStore
    let succession: PauseSuccession
    let random: any RandomSource

    /// Phase 1: checks client and redirect URI. Errors here are shown as a page.
    package func target(_ parameters: FormParameters, at now: Timestamp) async throws -> RedirectTarget {
        try await RedirectTarget.validate(parameters, clients: clients, at: now)
    }

    /// Phase 2: checks the request and decides the next step. Errors here are sent as a redirect.
    package func step(
        _ parameters: FormParameters,
        target: RedirectTarget,
        session: (session: BrowserSession, user: User)?,
        at now: Timestamp
    ) async throws -> (AuthorizationRequest, AuthorizationFlow.Step) {
        let request = try AuthorizationRequest(parameters, target: target, resources: options.resources)
        var consent: Consent?
        var memberships: [Membership] = []
        if let user = session?.user {
            consent = try await stores.consents.consent(of: user.id, to: target.client.id)
            memberships = try await workspaces.memberships(of: user.id)
        }
        let step = try AuthorizationFlow.next(
            request,
            session: session,
            consent: consent,
            memberships: memberships,
            at: now
        )
        return (request, step)
    }

    /// The workspaces that a person may open to the client, the personal one first.
    package func workspaces(of user: User) async throws -> [Membership] {
        try await workspaces.memberships(of: user.id)
    }

    /// Stores the person's consent and creates a code.
    /// - Throws: `accessDenied` for a workspace the person is not in.
    package func approve(_ approval: Approval, at now: Timestamp) async throws -> String {
        let (request, user, workspace) = (approval.request, approval.user, approval.workspace)
        let own = Set(try await workspaces.memberships(of: user.id).map(\.workspace.id))
        guard own.isSuperset(of: [workspace] + approval.alsoReads) else {
            throw Fault(.accessDenied, "You are not a member of that workspace.")
        }
        let client = request.target.client
        try await stores.consents.remember(
            Consent(
                user: user.id,
                client: client.id,
                workspace: workspace,
                alsoReads: approval.alsoReads,
                scopes: request.scopes,
                clientDigest: request.target.consentDigest,
                createdAt: now
            )
        )
        return try await issueCode(approval, at: now)
    }

    /// A single-use code bound to everything its redemption must match; only its digest is kept.
    package func issueCode(_ approval: Approval, at now: Timestamp) async throws -> String {
        let request = approval.request
        try await succession.apply(to: request.target, of: approval.user.id, at: now)
        let code = random.token(.authorizationCode)
        let grant = AuthorizationGrant(
            id: ID(random.token(.grant, bytes: 16)),
            client: request.target.client.id,
            user: approval.user.id,
            workspace: approval.workspace,
            alsoReads: approval.alsoReads,
            scopes: request.scopes,
            resources: request.resources,
            redirectURI: request.target.sent,
            nonce: request.nonce,
            authenticatedAt: approval.session.authenticatedAt,
            createdAt: now
        )
        try await stores.codes.add(
            AuthorizationCode(
                grant: grant,
                challenge: request.challenge,
                expiresAt: now.advanced(by: options.codeLifetime)
            ),
            digest: Digest256(of: code)
        )
        return code
    }
}
