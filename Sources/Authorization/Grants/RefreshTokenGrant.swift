package import Base
package import Identity

/// When refresh tokens are issued and how long they live.
package struct RefreshTokenPolicy: Sendable {
    /// The family ends when unused for this long; each rotation starts the time again.
    private let idleLifetime: Duration
    private let random: any RandomSource

    package init(idleLifetime: Duration = .seconds(30 * 86_400), random: any RandomSource) {
        self.idleLifetime = idleLifetime
        self.random = random
    }

    func make() -> Secret { Secret(random.token(.refreshToken)) }

    func expiry(at now: Timestamp) -> Timestamp { now.advanced(by: idleLifetime) }
}

/// `refresh_token` (RFC 6749 §6): rotated for every client; a replay ends the family (RFC 9700 §4.14.2). There is no
/// grace window: it would help a thief as much as a client that lost a response.
package struct RefreshTokenGrant: Grant {
    package let type = GrantType.refreshToken
    private let grants: any GrantStore
    private let resources: ResourceCatalogue
    private let policy: RefreshTokenPolicy
    private let revocations: RevocationEpoch

    package init(
        grants: any GrantStore,
        resources: ResourceCatalogue,
        policy: RefreshTokenPolicy,
        revocations: RevocationEpoch
    ) {
        self.grants = grants
        self.resources = resources
        self.policy = policy
        self.revocations = revocations
    }

    package func authorize(
        _ parameters: FormParameters,
        for client: AuthenticatedClient,
        at now: Timestamp
    ) async throws -> GrantResult {
        guard let text = try parameters.value("refresh_token") else {
            throw Fault(.invalidRequest, "The parameter refresh_token is missing.")
        }
        let digest = Digest256(of: text)
        // Scope and resource are checked before the token is spent, so that a client's mistake costs nothing.
        if let grant = try await grants.grant(ofRefresh: digest, client: client.id, at: now) {
            _ = try narrowed(parameters, grant)
        }
        let successor = policy.make()
        let rotation = try await grants.rotate(
            digest,
            client: client.id,
            successor: Digest256(of: successor),
            expiresAt: policy.expiry(at: now),
            at: now
        )
        switch rotation {
        case .rotated(let grant):
            let (scopes, audience) = try narrowed(parameters, grant)
            return GrantResult(
                grant: grant,
                scopes: scopes,
                resources: audience,
                refreshToken: successor,
                withIDToken: false
            )
        case .replayed:
            // The store has ended the family; this ends its access tokens, cached ones too.
            revocations.bump()
            throw Self.bad
        case .unknown:
            throw Self.bad
        }
    }

    private static var bad: Fault { Fault(.invalidGrant, "The refresh token is not valid.") }

    /// May shrink, never grow (RFC 6749 §6).
    private func narrowed(_ parameters: FormParameters, _ grant: AuthorizationGrant) throws -> (OAuthScopes, [String]) {
        let audience = try grant.narrowed(to: parameters.values("resource"), in: resources)
        guard !grant.scopes.isEmpty else { throw Fault.nothingGranted }
        guard let text = try parameters.value("scope") else { return (grant.scopes, audience) }
        guard let scopes = AskedScopes(text).strictly(within: grant.scopes), !scopes.isEmpty else {
            throw Fault(.invalidScope, "The scope asked for goes beyond what was granted: \(grant.scopes.text).")
        }
        return (scopes, audience)
    }
}
