import Authorization
import Base
import Identity
import Synchronization
import TestSupport
import Testing

/// An upstream provider that vouches for whomever it is told to, and remembers what it was asked.
final class Vouching: IdentityProvider {
    let name: String
    let title = "Test"
    let person: Mutex<UpstreamIdentity>
    let asked = Mutex<(state: String, nonce: String, challenge: String)?>(nil)
    let redeemed = Mutex<[(issuer: String?, verifier: String, nonce: String)]>([])

    init(_ person: UpstreamIdentity, name: String = "test") {
        self.name = name
        self.person = Mutex(person)
    }

    func authorizationURL(
        state: String,
        nonce: String,
        challenge: String,
        redirectURI: String,
        loginHint: String?,
        forceLogin: Bool
    ) async throws -> String {
        asked.withLock { $0 = (state, nonce, challenge) }
        return "https://idp.example/authorize"
    }

    func identity(
        code: String,
        issuer: String?,
        verifier: String,
        nonce: String,
        redirectURI: String,
        at now: Timestamp
    ) async throws -> UpstreamIdentity {
        redeemed.withLock { $0.append((issuer, verifier, nonce)) }
        return person.withLock { $0 }
    }

    func logoutURL(idToken: String?, returnTo: String) async -> String? { nil }
}

/// What the suites of a login at a provider share.
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

    func federation(_ providers: [Vouching], _ policy: LoginPolicy = LoginPolicy()) -> FederatedLogin {
        FederatedLogin(
            providers: providers,
            policies: Dictionary(uniqueKeysWithValues: providers.map { (Identifier($0.name), policy) }),
            sessions: fixture.stores.sessions,
            users: fixture.backend.identity.users,
            provisioning: Provisioning(time: fixture.clock, random: fixture.random),
            random: fixture.random
        )
    }

    /// Out and back in one browser.
    func login(_ provider: Vouching, _ policy: LoginPolicy = LoginPolicy()) async throws
        -> FederatedLogin.Completed
    {
        let federation = federation([provider], policy)
        let state = try await begin(federation, provider)
        return try await complete(federation, provider, state)
    }

    func begin(_ federation: FederatedLogin, _ provider: Vouching) async throws -> String {
        _ = try await federation.begin(
            provider,
            browser: Secret("browser-one"),
            destination: "/account",
            redirectURI: "https://memory.example/cb",
            loginHint: nil,
            forceLogin: false,
            at: fixture.now
        )
        return try #require(provider.asked.withLock { $0?.state })
    }

    func complete(
        _ federation: FederatedLogin,
        _ provider: Vouching,
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
