package import Base

/// Room 2: who are you? From a bearer token to its principal.
///
/// Two ways in: `known`, synchronous, for a token seen lately, and `authenticate` for every other. The second asks: is
/// the token worth a look, after the failures of its address · is it an API token, by its prefix · or which is the first
/// verifier that recognises it. Whatever is wrong with an API token, short of its age,
/// gets one sentence: neither guessing ids nor knowing half a token is rewarded.
package struct TokenAuthenticator: Sendable {
    private let cache: PrincipalCache
    private let lastUse: LastUse
    private let apiTokens: any APITokenStore
    private let preset: PresetToken?
    private let verifiers: [any AccessTokenVerifier]
    private let failures: FailureLimit
    private let license = Principal.License.ofAuthenticator
    private let flights = SingleFlight<Miss, Principal>()

    /// Joining is allowed within one epoch only: who arrives after a revocation must not share an answer read before
    /// it.
    private struct Miss: Hashable, Sendable {
        let digest: Digest256
        let epoch: UInt64
    }

    /// - Parameter verifiers: asked in this order for whatever is not an API token.
    package init(
        apiTokens: any APITokenStore,
        preset: PresetToken? = nil,
        verifiers: [any AccessTokenVerifier] = [],
        cache: PrincipalCache,
        lastUse: LastUse = LastUse(),
        failures: FailureLimit = FailureLimit()
    ) {
        self.apiTokens = apiTokens
        self.preset = preset
        self.verifiers = verifiers
        self.cache = cache
        self.lastUse = lastUse
        self.failures = failures
    }

    /// The fast way: the principal of a token seen lately, in one look-up; nil means: `authenticate`.
    package func known(_ presented: PresentedToken, at now: Timestamp) -> Principal? {
        cache.principal(for: presented, at: now)
    }

    /// The slow way, for a token that is not `known`.
    /// - Parameter address: the caller's, for the limit on wrong tokens; nil exempts (stdio, tests).
    /// - Throws: `invalidToken` with the sentence to show; `rateLimited`; `unavailable`; a `StoreFailure`.
    package func authenticate(_ token: BearerToken, from address: String? = nil, at now: Timestamp) async throws
        -> Principal
    {
        let read = token.read()
        if let address {
            do { try failures.check(address, at: now) } catch {
                guard isWorthALook(token, read) else { throw error }
            }
        }
        do {
            let epoch = cache.epoch
            return try await flights.value(for: Miss(digest: token.digest, epoch: epoch)) {
                // The caller's look was before this flight: another may have landed since.
                if let principal = cache.principal(for: token.presented, at: now) { return principal }
                let principal = try await resolve(token, read, at: now)
                cache.keep(principal, for: token.presented, readAt: epoch, now: now)
                return principal
            }
        } catch let fault as Fault where fault.code == .invalidToken {
            // Not `tokenExpired`: such a token is genuine, no guess, and its holder must learn to fetch another.
            cache.forget(token.presented)
            if let address {
                try failures.check(address, at: now)
                failures.note(address, at: now)
            }
            throw fault.advised(on: token)
        }
    }

    /// Also from an address with many failures, for it may be that of a whole office: what was good a moment ago, and
    /// what is signed, which nobody guesses and costs no question to the store. Only if it fails does it get that
    /// address' answer.
    private func isWorthALook(_ token: BearerToken, _ read: ReadToken) -> Bool {
        if case .success = read { return true }
        return cache.hadLately(token.presented)
    }

    /// Forgets tokens that were not used since the call before the last (`PrincipalCache.age`). For a background task
    /// about once a minute.
    package func forgetUnused() { cache.age() }

    /// Writes when API tokens were last used (`LastUse.flush`). For a background task about once a minute, and at
    /// shutdown.
    package func writeLastUse() async throws { try await lastUse.flush(to: apiTokens) }

    private func resolve(_ token: BearerToken, _ read: ReadToken, at now: Timestamp) async throws -> Principal {
        if token.isAPIToken { return try await apiTokenPrincipal(token, at: now) }
        if let principal = try await preset?.principal(of: token, license: license) { return principal }
        for verifier in verifiers {
            if let principal = try await verifier.verify(read, at: now, license: license) { return principal }
        }
        throw Fault(.invalidToken, "Invalid token")
    }

    private func apiTokenPrincipal(_ token: BearerToken, at now: Timestamp) async throws -> Principal {
        // Its checksum tells a torn or mistyped one, and nothing of whether there is such a token.
        guard let secret = APITokenSecret(token) else {
            throw CredentialRefusal(.incomplete).fault(advice: "This is not a complete API token; copy it again.")
        }
        let name = APITokenSecret.masked(secret.id)
        guard let found = try await apiTokens.resolve(secret.id), found.token.id == secret.id else {
            throw CredentialRefusal(.unknown, name).fault()
        }
        guard Self.proves(secret, token.digest, found.verifier) else { throw CredentialRefusal(.secret, name).fault() }
        if let end = found.token.expiresAt, now >= end { throw CredentialRefusal(.expired, name).fault() }
        guard let principal = found.principal(license) else { throw CredentialRefusal(found.flaw, name).fault() }
        lastUse.note(secret.id, at: now)
        return principal
    }

    private static func proves(_ secret: APITokenSecret, _ digest: Digest256, _ verifier: APITokenHash) -> Bool {
        switch verifier {
        case .sha256(let expected): digest == expected
        case .bcrypt(let hash): Bcrypt.matches(secret.hashed, hash)
        }
    }
}

extension Fault {
    /// With better advice where the token is none by its form.
    fileprivate func advised(on token: BearerToken) -> Fault {
        guard let advice = MistakenToken(token)?.advice else { return self }
        var hints = hints
        hints.advice = advice
        return Fault(code, detail, hints: hints, cause: cause)
    }
}

extension ResolvedAPIToken {
    /// Who the token acts for. Nil when its owner is disabled or gone, or may no longer enter the token's workspace:
    /// falling back to another one would file memories where nobody looks for them.
    fileprivate func principal(_ license: Principal.License) -> Principal? {
        guard let own = memberships.first(where: { $0.workspace == token.workspace }) else { return nil }
        switch token.owner {
        case .service:
            return Principal(
                kind: .service,
                userName: nil,
                scopes: token.scopes,
                credential: .apiToken(token.id),
                entries: [own],
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
                entries: [own] + memberships.filter { $0.workspace != own.workspace },
                expiresAt: token.expiresAt,
                isAdministrator: user.isAdministrator && token.scopes.isSuperset(of: .admin),
                license: license
            )
        }
    }

    /// Why there is no principal.
    fileprivate var flaw: CredentialRefusal.Reason {
        switch (token.owner, user) {
        case (.service, _): .outside
        case (.user(let id), let user?) where user.id == id: user.status == .active ? .outside : .disabled
        case (.user, _): .gone
        }
    }
}
