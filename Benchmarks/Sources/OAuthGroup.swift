import Base
import Identity
import JOSE
import SQLStorage

/// Code exchange and refresh, durable, against the signature they cannot do without; with few clients and tokens stored, and many.
struct OAuthGroup {
    let effort: Effort

    private var many: Int {
        switch effort {
        case .quick: 10_000
        case .full: 1_000_000
        }
    }

    func measure() async throws -> [Figure] {
        var figures: [Figure] = []
        for (algorithm, key) in [(TokenAlgorithm.es256, Algorithm.es256), (.rs256, .rs256)] {
            let signature = try RawKey(key).signature()
            let raw = try await Measure.together(
                [
                    Measure.Case("sign") { count in
                        for _ in 0..<count { try signature() }
                    }
                ], effort)[0]
            let limit = "\(algorithm.rawValue) signature, swift-crypto"
            figures.append(.time(limit, raw))
            let fixture = try await AuthorizationFixture(algorithm: algorithm)
            try await fixture.fill(upTo: 1_000)
            let few = try await exchanges(fixture, "\(algorithm.rawValue), 1000 stored", limit: (limit, raw))
            figures += few.figures
            // Storing does not depend on the algorithm.
            guard algorithm == .es256 else { continue }
            try await fixture.fill(upTo: many)
            let more = try await exchanges(fixture, "\(algorithm.rawValue), \(many) stored", limit: nil)
            figures += [
                .time(
                    "code exchange, \(algorithm.rawValue), \(many) stored", more.exchange,
                    to: ("with 1000", few.exchange), aim: 1.25),
                .time(
                    "refresh, \(algorithm.rawValue), \(many) stored", more.refresh,
                    to: ("with 1000", few.refresh), aim: 1.25),
            ]
        }
        return figures
    }

    private func exchanges(
        _ fixture: AuthorizationFixture, _ name: String, limit: (name: String, timing: Measure.Timing)?
    ) async throws -> (exchange: Measure.Timing, refresh: Measure.Timing, figures: [Figure]) {
        let (rounds, each) = effort == .full ? (9, 200) : (2, 20)
        var (exchangeTimes, refreshTimes, exchangeRates, refreshRates) = (
            [Double](), [Double](), [Double](), [Double]()
        )
        for round in 0...rounds {
            // One after another: the processor time of each.
            let codes = try await fixture.codes(each)
            var start = Measure.processorTime()
            var tokens: [Secret] = []
            for code in codes { tokens.append(try await fixture.exchange(code)) }
            let exchange = Double(Measure.processorTime() - start) / Double(each)
            start = Measure.processorTime()
            for token in tokens { keep(try await fixture.refresh(token)) }
            let refresh = Double(Measure.processorTime() - start) / Double(each)
            // Many at a time: how many are done in a second, every one durable.
            let more = try await fixture.codes(each)
            let (renewable, exchangeWall) = try await Self.atOnce(more) { try await fixture.exchange($0) }
            let (_, refreshWall) = try await Self.atOnce(renewable) { try await fixture.refresh($0) }
            guard round > 0 else { continue }
            exchangeTimes.append(exchange)
            refreshTimes.append(refresh)
            exchangeRates.append(Double(each) / exchangeWall)
            refreshRates.append(Double(each) / refreshWall)
        }
        let (exchange, refresh) = (Measure.Timing(exchangeTimes), Measure.Timing(refreshTimes))
        return (
            exchange, refresh,
            [
                .time("code exchange, \(name)", exchange, to: limit),
                .time("refresh, \(name)", refresh, to: limit),
                Figure("  exchanges/s, 32 at a time, \(name)", exchangeRates, "/s"),
                Figure("  refreshes/s, 32 at a time, \(name)", refreshRates, "/s"),
            ]
        )
    }

    /// Thirty-two at a time; the results, and the seconds it took.
    private static func atOnce<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (Input) async throws -> Output
    ) async throws -> ([Output], Double) {
        let start = Measure.wallTime()
        let outputs = try await withThrowingTaskGroup(of: Output.self) { group in
            var outputs: [Output] = []
            for (index, input) in inputs.enumerated() {
                if index >= 32, let output = try await group.next() { outputs.append(output) }
                group.addTask { try await body(input) }
            }
            for try await output in group { outputs.append(output) }
            return outputs
        }
        return (outputs, Double(Measure.wallTime() - start) / 1e9)
    }
}

/// An authorization server over real stores, with one person and one public client.
struct AuthorizationFixture: Sendable {
    private static let resource = "https://memory.example.org/mcp"
    private static let redirect = "http://127.0.0.1:9999/callback"
    private static let verifier = String(repeating: "v", count: 64)

    private let base: TokenFixture
    private let server: AuthorizationServer
    private let endpoint: TokenEndpoint
    private let client: Client

    private var now: Timestamp { base.now }

    init(algorithm: TokenAlgorithm) async throws {
        base = try await TokenFixture()
        let issuer = TokenFixture.audience
        let stores = base.database.stores.authorization
        let identity = base.database.stores.identity
        let random = SystemRandom()
        let catalogue = ResourceCatalogue(names: [Self.resource, issuer])
        let keys = try await KeyRing(
            store: stores.keys, vault: try KeyVault(encryptionKey: nil), algorithm: algorithm,
            at: base.now)
        let directory = ClientDirectory(clients: stores.clients, documents: nil)
        server = AuthorizationServer(
            options: .init(issuer: issuer, resources: catalogue), clients: directory, stores: stores,
            workspaces: identity.workspaces,
            random: random)
        let refresh = RefreshTokenPolicy(grants: stores.grants, random: random)
        endpoint = TokenEndpoint(
            authenticator: ClientAuthenticator(
                clients: directory,
                assertions: ClientAssertionVerifier(issuer: issuer, oneTime: stores.oneTime, keySets: nil)),
            grants: [
                AuthorizationCodeGrant(stores: stores, resources: catalogue, refreshTokens: refresh),
                RefreshTokenGrant(grants: stores.grants, resources: catalogue, policy: refresh),
            ],
            issuer: TokenIssuer(issuer: issuer, keys: keys, users: identity.users, random: random),
            clients: stores.clients)
        client = try await ClientRegistration(clients: stores.clients, random: random, policy: .open)
            .register(
                .object([
                    "client_name": "Bench", "redirect_uris": [.string(Self.redirect)],
                    "token_endpoint_auth_method": "none",
                    "grant_types": ["authorization_code", "refresh_token"],
                ]), initialAccessToken: nil, at: base.now
            ).client
    }

    /// Stores so many other clients, each with a grant and a refresh token.
    func fill(upTo total: Int) async throws {
        let (user, workspace, end) = (
            base.user.id, base.user.personalWorkspace, now.advanced(by: .seconds(2_000_000))
        )
        let numbers: SQL =
            "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(Int64(total)))"
        try await base.database.fill([
            """
            \(numbers)
            INSERT OR IGNORE INTO clients (id, origin, redirect_uris, application_type, method, grant_types, scopes, created_at)
            SELECT 'amc_filler' || n, 'registered', '["http://127.0.0.1/callback"]', 'native', 'none',
                '["authorization_code","refresh_token"]', 'memory:read', \(now) FROM numbers
            """,
            """
            \(numbers)
            INSERT OR IGNORE INTO grants (id, client_id, user_id, workspace_id, scopes, resources, created_at)
            SELECT 'g_filler' || n, 'amc_filler' || n, \(user), \(workspace), 'memory:read', '[]', \(now) FROM numbers
            """,
            """
            \(numbers)
            INSERT INTO refresh_tokens (digest, grant_id, client_id, created_at, expires_at)
            SELECT randomblob(32), 'g_filler' || n, 'amc_filler' || n, \(now), \(end) FROM numbers
            """,
        ])
    }

    /// Codes of the person for the client, as consent makes them.
    func codes(_ count: Int) async throws -> [String] {
        let parameters = Self.form([
            "response_type": "code", "client_id": client.id.rawValue, "redirect_uri": Self.redirect,
            "code_challenge": PKCE.challenge(of: Self.verifier), "code_challenge_method": "S256",
            "resource": Self.resource,
            "scope": "memory:read memory:write",
        ])
        let target = try await server.target(parameters, at: now)
        let request = try AuthorizationRequest(
            parameters, target: target, resources: server.options.resources)
        let session = BrowserSession(
            id: ID("s"), user: base.user.id, createdAt: now, authenticatedAt: now,
            expiresAt: now.advanced(by: .seconds(3_600)))
        var codes: [String] = []
        for _ in 0..<count {
            codes.append(
                try await server.issueCode(
                    request, user: base.user, session: session, workspace: base.user.personalWorkspace,
                    at: now))
        }
        return codes
    }

    /// - Returns: the refresh token.
    func exchange(_ code: String) async throws -> Secret {
        try await post([
            "grant_type": "authorization_code", "code": code, "redirect_uri": Self.redirect,
            "client_id": client.id.rawValue,
            "code_verifier": Self.verifier,
        ])
    }

    /// - Returns: its successor.
    func refresh(_ token: Secret) async throws -> Secret {
        try await post([
            "grant_type": "refresh_token", "refresh_token": token.reveal(),
            "client_id": client.id.rawValue,
        ])
    }

    private func post(_ values: [String: String]) async throws -> Secret {
        let response = try await endpoint.issue(Self.form(values), authorization: nil, at: now)
        guard let token = response.refreshToken else {
            throw Problem("there is no refresh token in the answer")
        }
        return token
    }

    private static func form(_ values: [String: String]) -> FormParameters {
        FormParameters(values.map { ($0.key, $0.value) })
    }
}
