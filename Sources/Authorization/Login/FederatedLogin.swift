package import Base
package import Identity

/// Login at an upstream provider, with state, nonce and PKCE bound to this browser; each callback works once.
package struct FederatedLogin: Sendable {
    private let sessions: any SessionStore
    private let users: any UserStore
    private let provisioning: Provisioning
    private let random: any RandomSource
    private let policies: [Identifier: LoginPolicy]
    package let providers: [any IdentityProvider]

    private static let transactionLifetime = Duration.seconds(600)
    /// The most logins in progress. Everyone may start one, and each stores its destination for ten minutes: about 64
    /// MiB in all.
    private static let transactionLimit = 10_000
    /// The longest destination, in bytes.
    package static let longestDestination = 6_144

    package init(
        providers: [any IdentityProvider],
        policies: [Identifier: LoginPolicy],
        sessions: any SessionStore,
        users: any UserStore,
        provisioning: Provisioning,
        random: any RandomSource
    ) {
        self.providers = providers
        self.policies = policies
        self.sessions = sessions
        self.users = users
        self.provisioning = provisioning
        self.random = random
    }

    package func provider(_ name: String) -> (any IdentityProvider)? {
        providers.first { $0.name.isExactly(name) }
    }

    /// The URL to send the browser to.
    /// - Throws: `invalidRequest` for a destination that is too long; `unavailable`.
    /// - Parameters:
    ///   - browser: the secret of a cookie set on this browser: the callback must bring it back.
    ///   - destination: a path of this server.
    package func begin(
        _ provider: any IdentityProvider,
        browser: Secret,
        destination: String,
        redirectURI: String,
        loginHint: String?,
        forceLogin: Bool,
        at now: Timestamp
    ) async throws -> String {
        guard destination.utf8.count <= Self.longestDestination else {
            throw Fault(
                .invalidRequest,
                "The application's request has \(destination.utf8.count) bytes; a login at \(provider.title) keeps at most \(Self.longestDestination)."
            )
        }
        let state = random.token(bytes: 32)
        let transaction = LoginTransaction(
            provider: provider.name,
            nonce: random.token(bytes: 32),
            verifier: random.token(bytes: 48),
            browser: Digest256(of: browser),
            destination: destination,
            expiresAt: now.advanced(by: Self.transactionLifetime)
        )
        try await sessions.begin(transaction, state: Digest256(of: state), limit: Self.transactionLimit)
        let question = LoginQuestion(
            state: state,
            nonce: transaction.nonce,
            challenge: PKCE.challenge(of: transaction.verifier),
            redirectURI: redirectURI,
            loginHint: loginHint,
            forceLogin: forceLogin
        )
        return try await provider.authorizationURL(question)
    }

    /// The result of a callback.
    package struct Completed: Sendable {
        package let user: User
        package let identity: UpstreamIdentity
    }

    /// The login that a callback completes: the first of the two steps.
    /// - Throws: `accessDenied` for a state that is unknown, used, or of another browser or provider (login CSRF,
    ///   mix-up).
    package func claim(
        provider name: String,
        parameters: FormParameters,
        browser: Secret?,
        at now: Timestamp
    ) async throws -> LoginTransaction {
        guard let state = try parameters.value("state"), let browser,
            let transaction = try await sessions.claim(state: Digest256(of: state), at: now),
            transaction.browser == Digest256(of: browser), transaction.provider.isExactly(name)
        else {
            throw Fault(
                .accessDenied,
                "This login was not begun in this browser, or has been used already. Please start again."
            )
        }
        return transaction
    }

    /// The person who logged in.
    /// - Throws: `accessDenied` when the provider refuses, for an identity that policy does not admit, and for a
    ///   disabled user; `unavailable`.
    package func complete(
        _ transaction: LoginTransaction,
        parameters: FormParameters,
        redirectURI: String,
        at now: Timestamp
    ) async throws -> Completed {
        guard let provider = provider(transaction.provider) else {
            throw Fault(.notFound, "There is no such identity provider.")
        }
        guard try parameters.value("error") == nil, let code = try parameters.value("code") else {
            let error = try parameters.value("error").map { "the provider answered error=\(LoginRefusal.shown($0))" }
            throw Fault(
                .accessDenied,
                "\(provider.title) did not log you in.",
                cause: LoginRefusal(error ?? "the provider's answer has no code")
            )
        }
        let callback = LoginCallback(
            code: code,
            issuer: try parameters.value("iss"),
            verifier: transaction.verifier,
            nonce: transaction.nonce,
            redirectURI: redirectURI
        )
        let identity = try await provider.identity(callback, at: now)
        let user = try await user(of: identity, policy: policies[Identifier(provider.name)] ?? LoginPolicy())
        return Completed(user: user, identity: identity)
    }

    private func user(of identity: UpstreamIdentity, policy: LoginPolicy) async throws -> User {
        try policy.admit(identity)
        if let email = policy.linkingEmail(identity) { try await users.link(identity.identity, toUserWithEmail: email) }
        let (candidate, personal) = try provisioning.newUser(
            name: policy.userName(identity),
            displayName: identity.name,
            email: policy.verifiedEmail(identity),
            isAdministrator: policy.isAdministrator(identity)
        )
        let user = try await users.provision(identity.identity, candidate: candidate, personal: personal)
        guard user.status == .active else {
            throw Fault(
                .accessDenied,
                "Your account here is disabled.",
                cause: LoginRefusal(
                    subject: identity.identity.subject,
                    email: identity.email,
                    "the account \(LoginRefusal.shown(user.name)) is disabled"
                )
            )
        }
        return try await users.refreshed(user, as: policy.description(of: identity))
    }
}
