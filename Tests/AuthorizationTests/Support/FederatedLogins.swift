import Authorization
import Base
import Identity
import TestSupport
import Testing

/// The shared setup of the suites about a login at a provider.
protocol FederatedLogins {
    var fixture: AuthorizationFixture { get }
}

extension FederatedLogins {
    func person(
        _ subject: String = "1",
        email: String? = "ann@example.org",
        verified: Bool = true,
        name: String? = "Ann",
        groups: [String] = []
    ) -> UpstreamIdentity {
        UpstreamIdentity(
            identity: ExternalIdentity(issuer: "https://idp.example", subject: subject),
            email: email,
            emailVerified: verified,
            preferredUsername: "ann",
            name: name,
            groups: groups,
            idToken: nil
        )
    }

    func federation(_ providers: [VouchingProvider], _ policy: LoginPolicy = LoginPolicy()) -> FederatedLogin {
        FederatedLogin(
            providers: providers,
            policies: Dictionary(uniqueKeysWithValues: providers.map { (Identifier($0.name), policy) }),
            sessions: fixture.stores.sessions,
            users: fixture.backend.identity.users,
            provisioning: Provisioning(time: fixture.clock, random: fixture.random),
            random: fixture.random
        )
    }

    /// Goes to the provider and back in one browser.
    func login(_ provider: VouchingProvider, _ policy: LoginPolicy = LoginPolicy()) async throws
        -> FederatedLogin.Completed
    {
        let federation = federation([provider], policy)
        let state = try await begin(federation, provider)
        return try await complete(federation, provider, state)
    }

    func begin(_ federation: FederatedLogin, _ provider: VouchingProvider) async throws -> String {
        _ = try await federation.begin(
            provider,
            browser: Secret("browser-one"),
            destination: "/account",
            redirectURI: "https://memory.example/cb",
            loginHint: nil,
            forceLogin: false,
            at: fixture.now
        )
        return try #require(provider.asked.last?.state)
    }

    func complete(
        _ federation: FederatedLogin,
        _ provider: VouchingProvider,
        _ state: String?,
        browser: Secret? = Secret("browser-one"),
        _ more: [(String, String)] = [("code", "c")]
    ) async throws -> FederatedLogin.Completed {
        let parameters = FormParameters((state.map { [("state", $0)] } ?? []) + more)
        let transaction = try await federation.claim(
            provider: provider.name,
            parameters: parameters,
            browser: browser,
            at: fixture.now
        )
        #expect(transaction.destination == "/account")
        return try await federation.complete(
            transaction,
            parameters: parameters,
            redirectURI: "https://memory.example/cb",
            at: fixture.now
        )
    }
}
