import Authorization
import Base
import Identity
import SQLStorage
import TestSupport

/// The stores of an authorization server with two users, a team, and values to store.
final class AuthorizationStoreFixture: Sendable {
    private let backend: TemporaryStores
    let dawn = People.dawn

    var identity: IdentityStores { backend.identity }
    var clients: any ClientStore { backend.authorization.clients }
    var codes: any AuthorizationCodeStore { backend.authorization.codes }
    var grants: any GrantStore { backend.authorization.grants }
    var consents: any ConsentStore { backend.authorization.consents }
    var sessions: any SessionStore { backend.authorization.sessions }
    var passwords: any PasswordStore { backend.authorization.passwords }
    var passkeys: any PasskeyStore { backend.authorization.passkeys }
    var invitations: any InvitationStore { backend.authorization.invitations }
    var oneTime: any OneTimeStore { backend.authorization.oneTime }
    var keys: any KeyStore { backend.authorization.keys }
    var state: any AuthorizationStateStore { backend.authorization.state }
    var traces: any ConnectionTraceStore { backend.authorization.traces }

    /// Runs `body` with fresh stores that stay open until it returns.
    static func with(_ backend: Backend, _ body: (AuthorizationStoreFixture) async throws -> Void) async throws {
        let fixture = AuthorizationStoreFixture(try backend.open())
        defer { withExtendedLifetime(fixture) {} }
        try await fixture.backend.add(people: ["ann", "bob"], teams: [People.team("crew")])
        _ = try await fixture.identity.workspaces.setMember(ID("us-ann"), of: ID("ws-crew"), role: .member)
        try await body(fixture)
    }

    private init(_ backend: TemporaryStores) {
        self.backend = backend
    }

    /// The stores of another server on the same data, as after a crash of the first.
    func restarted() throws -> AuthorizationStores { try backend.again().authorization }

    func later(_ seconds: Int64) -> Timestamp { dawn.advanced(by: .seconds(seconds)) }

    func digest(_ seed: UInt8) -> Digest256 { Digest256([UInt8](repeating: seed, count: 32))! }

    func client(_ id: String, origin: Client.Origin = .registered, createdAt: Timestamp = People.dawn) throws -> Client
    {
        Client(
            id: ID(id),
            origin: origin,
            name: "Client \(id)",
            redirectURIs: [try RedirectURI("https://\(id).example/cb")],
            createdAt: createdAt
        )
    }

    func grant(
        _ id: String,
        client: String = "c1",
        user: String? = "ann",
        workspace: String? = nil,
        alsoReads: [String] = [],
        createdAt: Timestamp = People.dawn
    ) -> AuthorizationGrant {
        AuthorizationGrant(
            id: ID(id),
            client: ID(client),
            user: user.map { ID("us-\($0)") },
            workspace: ID(workspace ?? "ws-\(user ?? "crew")"),
            alsoReads: alsoReads.map { ID($0) },
            scopes: .defaults,
            resources: ["https://memory.example/mcp"],
            redirectURI: user.map { _ in "https://\(client).example/cb" },
            nonce: "n",
            authenticatedAt: createdAt,
            createdAt: createdAt
        )
    }

    func code(_ grant: AuthorizationGrant, expiresAt: Timestamp? = nil) -> AuthorizationCode {
        AuthorizationCode(
            grant: grant,
            challenge: String(repeating: "x", count: 43),
            expiresAt: expiresAt ?? later(60)
        )
    }

    /// A grant activated by redeeming a code, and the seed of its refresh token, if it should have one.
    func live(_ grant: AuthorizationGrant, code seed: UInt8 = 1, refresh: UInt8? = nil, until end: Timestamp? = nil)
        async throws
    {
        try await codes.add(code(grant, expiresAt: grant.createdAt.advanced(by: .seconds(60))), digest: digest(seed))
        let first = refresh.map { (digest: digest($0), expiresAt: end ?? later(3_600)) }
        _ = try await codes.redeem(digest(seed), first: first, at: grant.createdAt)
    }

    /// A grant of a client that acts for itself; adds the client when it is missing.
    func own(_ grant: AuthorizationGrant, until end: Timestamp? = nil) async throws {
        _ = try await clients.add(client(grant.client.rawValue, origin: .preregistered), limit: nil)
        _ = try await grants.add(grant, expiresAt: end ?? later(900))
    }

    /// A use of the refresh token with seed `seed`.
    func attempt(
        _ seed: UInt8,
        to successor: UInt8,
        client: String = "c1",
        until end: Int64 = 3_600,
        window: Duration = .zero
    ) -> RefreshAttempt {
        RefreshAttempt(
            digest: digest(seed),
            client: ID(client),
            successor: RefreshSuccessor(
                digest: digest(successor),
                sealed: window > .zero ? [successor] : nil,
                expiresAt: later(end)
            ),
            reuseWindow: window,
            address: "192.0.2.1"
        )
    }

    func refreshToken(_ grant: String, client: String = "c1", expiresAt: Timestamp? = nil) -> RefreshToken {
        RefreshToken(grant: ID(grant), client: ID(client), createdAt: dawn, expiresAt: expiresAt ?? later(3_600))
    }

    /// Rotates the refresh token with the seed `old`, as its client does.
    func rotate(
        _ old: UInt8,
        to successor: UInt8,
        client: String = "c1",
        until end: Int64 = 3_600,
        at seconds: Int64 = 10
    ) async throws -> Rotation {
        try await grants.rotate(attempt(old, to: successor, client: client, until: end), at: later(seconds))
    }

    func session(_ id: String, user: String = "ann", expiresAt: Timestamp? = nil) -> BrowserSession {
        BrowserSession(
            id: ID(id),
            user: ID("us-\(user)"),
            createdAt: dawn,
            authenticatedAt: later(1),
            expiresAt: expiresAt ?? later(3_600),
            provider: "authentik",
            upstreamIDToken: "e30.e30.",
            userAgent: "Firefox"
        )
    }

    func consent(
        _ client: String = "c1",
        user: String = "ann",
        scopes: OAuthScopes = .defaults,
        digest seed: UInt8 = 9
    ) -> Consent {
        Consent(
            user: ID("us-\(user)"),
            client: ID(client),
            workspace: ID("ws-\(user)"),
            scopes: scopes,
            clientDigest: digest(seed),
            createdAt: dawn
        )
    }
}
