package import Base

/// Room 2: who are you? Turns a bearer token into its principal.
///
/// There are two paths: `known`, synchronous, for a recently used token, and `authenticate` for all others.
/// `authenticate` checks the failure limit of the caller's address, then treats the token as an API token if it has the
/// prefix, and otherwise asks the first verifier that recognises it. Every flaw of an API token except its age gets the
/// same sentence, so that neither guessing ids nor knowing half a token helps an attacker.
package struct TokenAuthenticator: Sendable {
    private let cache: PrincipalCache
    private let lastUse: LastUse
    private let apiTokens: any APITokenStore
    private let pauses: KnownPauses
    private let preset: PresetToken?
    private let verifiers: [any AccessTokenVerifier]
    private let failures: FailureLimit
    private let license = Principal.License.ofAuthenticator
    private let flights = SingleFlight<Miss, Principal>()

    /// Callers share a look-up within one epoch only: a caller that arrives after a revocation must not share a result
    /// that was read before it.
    private struct Miss: Hashable, Sendable {
        let digest: Digest256
        let epoch: UInt64
    }

    /// - Parameter verifiers: asked in this order for every token that is not an API token.
    package init(
        apiTokens: any APITokenStore,
        pauses: any ApplicationPauseStore,
        preset: PresetToken? = nil,
        verifiers: [any AccessTokenVerifier] = [],
        cache: PrincipalCache,
        lastUse: LastUse = LastUse(),
        failures: FailureLimit = FailureLimit()
    ) {
        self.apiTokens = apiTokens
        self.pauses = KnownPauses(pauses)
        self.preset = preset
        self.verifiers = verifiers
        self.cache = cache
        self.lastUse = lastUse
        self.failures = failures
    }

    /// The fast path: the principal of a recently used token, in one look-up; nil means that `authenticate` must
    /// decide.
    package func known(_ presented: PresentedToken, at now: Timestamp) -> Principal? {
        cache.principal(for: presented, at: now)
    }

    /// The slow path, for a token that is not `known`.
    /// - Parameter address: the caller's address, for the limit on wrong tokens; nil exempts the caller (stdio, tests).
    /// - Throws: `invalidToken` with the sentence to show; `rateLimited`; `unavailable`; a `StoreFailure`.
    package func authenticate(_ token: BearerToken, from address: String? = nil, at now: Timestamp) async throws
        -> Principal
    {
        let read = token.read()
        if let address {
            do { try failures.check(address, at: now) } catch {
                guard isStillChecked(token, read) else { throw error }
            }
        }
        do {
            let epoch = cache.epoch
            return try await flights.value(for: Miss(digest: token.digest, epoch: epoch)) {
                // The caller checked the cache before this look-up began; another one may have filled it since.
                if let principal = cache.principal(for: token.presented, at: now) { return principal }
                let principal = try await judged(resolve(token, read, at: now), readAt: epoch)
                lastUse.note(principal.credential, from: address, at: now)
                cache.keep(principal, for: token.presented, readAt: epoch, now: now)
                return principal
            }
        } catch let fault as Fault where fault.code == .invalidToken {
            // Does not count `tokenExpired`: such a token is genuine and not a guess, and its holder must learn to
            // fetch another.
            cache.forget(token.presented)
            if let address {
                try failures.check(address, at: now)
                failures.note(address, at: now)
            }
            throw fault.advised(on: token)
        }
    }

    /// Whether to check the token even when its address has too many failures, because the address may belong to a
    /// whole office. True for tokens that were valid recently, and for signed tokens, which nobody can guess and which
    /// cost no query to the store. If the check fails, the caller gets the address's `rateLimited` fault.
    private func isStillChecked(_ token: BearerToken, _ read: ReadToken) -> Bool {
        if case .success = read { return true }
        return cache.wasRecentlyValid(token.presented)
    }

    /// Forgets tokens that were not used since the call before the last (`PrincipalCache.age`). Called by a background
    /// task about once a minute.
    package func forgetUnused() { cache.age() }

    /// Writes when and from where tokens were last used (`LastUse.flush`). Called by a background task every ten
    /// seconds, and at shutdown.
    package func writeLastUse(to store: any CredentialUseStore) async throws { try await lastUse.flush(to: store) }

    /// The principal as the policy must see it: marked when its person has paused the application.
    private func judged(_ principal: Principal, readAt epoch: UInt64) async throws -> Principal {
        guard let provenance = principal.provenance, let person = provenance.person,
            let time = try await pauses.pausedAt(provenance.application, by: person, epoch: epoch)
        else { return principal }
        return principal.paused(since: time)
    }

    private func resolve(_ token: BearerToken, _ read: ReadToken, at now: Timestamp) async throws -> Principal {
        if token.isAPIToken { return try await apiTokenPrincipal(token, at: now) }
        if let principal = try await preset?.principal(of: token, license: license) { return principal }
        for verifier in verifiers {
            if let principal = try await verifier.verify(read, at: now, license: license) { return principal }
        }
        throw TokenRefusal.other.fault()
    }

    private func apiTokenPrincipal(_ token: BearerToken, at now: Timestamp) async throws -> Principal {
        // The checksum detects an incomplete or mistyped token, and does not reveal whether such a token exists.
        guard let secret = APITokenSecret(token) else {
            throw CredentialRefusal.incompleteAPIToken
        }
        let name = APITokenSecret.masked(secret.id)
        guard let found = try await apiTokens.resolve(secret.id), found.token.id == secret.id else {
            throw CredentialRefusal(.unknown, name).fault()
        }
        guard Self.proves(secret, token.digest, found.verifier) else { throw CredentialRefusal(.secret, name).fault() }
        if let end = found.token.expiresAt, now >= end { throw CredentialRefusal(.expired, name).fault() }
        guard let principal = found.principal(license) else { throw CredentialRefusal(found.flaw, name).fault() }
        return principal
    }

    private static func proves(_ secret: APITokenSecret, _ digest: Digest256, _ verifier: APITokenHash) -> Bool {
        switch verifier {
        case .sha256(let expected): digest == expected
        case .bcrypt(let hash): Bcrypt.matches(secret.hashed, hash)
        }
    }
}

extension ResolvedAPIToken {
    /// The principal the token acts for. Nil when its owner is disabled or deleted, or is no longer a member of the
    /// token's workspace: falling back to another workspace would store memories where nobody looks for them.
    fileprivate func principal(_ license: Principal.License) -> Principal? {
        guard let own = memberships.first(where: { $0.workspace == token.workspace }) else { return nil }
        let others = memberships.filter { $0.workspace != own.workspace }
        switch token.owner {
        case .service:
            return Principal(
                kind: .service,
                userName: nil,
                scopes: token.scopes,
                credential: .apiToken(token.id),
                entries: [own] + others,
                expiresAt: token.expiresAt,
                license: license
            )
        case .user(let id):
            guard let user, user.id == id, user.status == .active else { return nil }
            return Principal(
                kind: .person(id),
                userName: user.name,
                scopes: token.scopes,
                credential: .apiToken(token.id),
                entries: [own] + others,
                expiresAt: token.expiresAt,
                isAdministrator: user.isAdministrator && token.scopes.isSuperset(of: .admin),
                license: license
            )
        }
    }

    /// The reason why there is no principal.
    fileprivate var flaw: CredentialRefusal.Reason {
        switch (token.owner, user) {
        case (.service, _): .outside
        case (.user(let id), let user?) where user.id == id: user.status == .active ? .outside : .disabled
        case (.user, _): .gone
        }
    }
}
