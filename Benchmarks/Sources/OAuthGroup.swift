import Authorization
import Base
import Identity
import JOSE
import SQLStorage

/// Code exchange and refresh with durable storage, against the signature that both need; with few and with many stored
/// clients and tokens.
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
                ],
                effort
            )[0]
            let limit = "\(algorithm.rawValue) signature, swift-crypto"
            figures.append(.time(limit, raw))
            // Storing is the same for every algorithm.
            let sizes = algorithm == .es256 ? [1_000, many] : [1_000]
            var series: [Series] = []
            for size in sizes {
                let fixture = try await AuthorizationFixture(algorithm: algorithm)
                try await fixture.fill(upTo: size)
                series.append(Series(fixture: fixture, name: "\(algorithm.rawValue), \(size) stored"))
            }
            let (rounds, each) = effort == .full ? (15, 200) : (2, 20)
            // In turns, so that a disturbance of the machine affects all of them.
            for round in 0...rounds {
                for index in series.indices { try await series[index].measure(each, counts: round > 0) }
            }
            figures += series[0].figures(exchangeTo: (limit, raw), refreshTo: (limit, raw))
            for more in series.dropFirst() {
                figures += more.figures(
                    exchangeTo: ("with 1000", series[0].exchange),
                    refreshTo: ("with 1000", series[0].refresh),
                    aim: 1.15
                )
            }
        }
        return figures
    }

    /// The measurements with one store, over the rounds.
    private struct Series {
        let fixture: AuthorizationFixture
        let name: String
        private var exchangeTimes: [Double] = []
        private var refreshTimes: [Double] = []
        private var exchangeRates: [Double] = []
        private var refreshRates: [Double] = []

        init(fixture: AuthorizationFixture, name: String) {
            self.fixture = fixture
            self.name = name
        }

        var exchange: Measure.Timing { Measure.Timing(exchangeTimes) }
        var refresh: Measure.Timing { Measure.Timing(refreshTimes) }

        mutating func measure(_ each: Int, counts: Bool) async throws {
            // One after another: the processor time of each operation.
            let codes = try await fixture.codes(each)
            var start = Measure.processorTime()
            var tokens: [Secret] = []
            for code in codes { tokens.append(try await fixture.exchange(code)) }
            let exchange = Double(Measure.processorTime() - start) / Double(each)
            start = Measure.processorTime()
            for token in tokens { keep(try await fixture.refresh(token)) }
            let refresh = Double(Measure.processorTime() - start) / Double(each)
            // Many at a time: operations a second, every one durable.
            let more = try await fixture.codes(each)
            let fixture = fixture
            let (renewable, exchangeWall) = try await OAuthGroup.atOnce(more) { try await fixture.exchange($0) }
            let (_, refreshWall) = try await OAuthGroup.atOnce(renewable) { try await fixture.refresh($0) }
            guard counts else { return }
            exchangeTimes.append(exchange)
            refreshTimes.append(refresh)
            exchangeRates.append(Double(each) / exchangeWall)
            refreshRates.append(Double(each) / refreshWall)
        }

        func figures(
            exchangeTo: (String, Measure.Timing),
            refreshTo: (String, Measure.Timing),
            aim: Double? = nil
        ) -> [Figure] {
            [
                .time("code exchange, \(name)", exchange, to: exchangeTo, aim: aim),
                .time("refresh, \(name)", refresh, to: refreshTo, aim: aim),
                Figure("  exchanges/s, 32 at a time, \(name)", exchangeRates, "/s"),
                Figure("  refreshes/s, 32 at a time, \(name)", refreshRates, "/s"),
            ]
        }
    }

    /// Runs 32 at a time; returns the results and the seconds it took.
    private static func atOnce<Input: Sendable, Output: Sendable>(
        _ inputs: [Input],
        _ body: @escaping @Sendable (Input) async throws -> Output
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

/// An authorization server over real stores, with one user and one public client.
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
        let vault = try KeyVault(encryptionKey: nil)
        let revocations = RevocationEpoch()
        try await KeyRotation(store: stores.keys, vault: vault, revocations: revocations).start(
            on: algorithm,
            at: base.now
        )
        let keys = try await KeyRing(
            store: stores.keys,
            vault: vault,
            algorithm: algorithm,
            revocations: revocations,
            at: base.now
        )
        let parts = AuthorizationParts(
            .init(issuer: issuer, resources: catalogue, registration: .open),
            stores: stores,
            identity: identity,
            keys: keys,
            revocations: revocations,
            random: random
        )
        (server, endpoint) = (parts.server, parts.tokens)
        client = try await parts.registration.register(
            .object([
                "client_name": "Bench", "redirect_uris": [.string(Self.redirect)],
                "token_endpoint_auth_method": "none",
                "grant_types": ["authorization_code", "refresh_token"],
            ]),
            initialAccessToken: nil,
            at: base.now
        ).client
    }

    /// Stores the given number of other clients, each with a grant and a refresh token.
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

    /// Codes of the user for the client, as a consent creates them.
    func codes(_ count: Int) async throws -> [String] {
        let parameters = Self.form([
            "response_type": "code", "client_id": client.id.rawValue, "redirect_uri": Self.redirect,
            "code_challenge": PKCE.challenge(of: Self.verifier), "code_challenge_method": "S256",
            "resource": Self.resource,
            "scope": "memory:read memory:write",
        ])
        let target = try await server.target(parameters, at: now)
        let request = try AuthorizationRequest(
            parameters,
            target: target,
            resources: server.options.resources
        )
        let session = BrowserSession(
            id: ID("s"),
            user: base.user.id,
            createdAt: now,
            authenticatedAt: now,
            expiresAt: now.advanced(by: .seconds(3_600))
        )
        var codes: [String] = []
        for _ in 0..<count {
            codes.append(
                try await server.issueCode(
                    Approval(request, user: base.user, session: session, workspace: base.user.personalWorkspace),
                    at: now
                )
            )
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

    /// - Returns: the next refresh token.
    func refresh(_ token: Secret) async throws -> Secret {
        try await post([
            "grant_type": "refresh_token", "refresh_token": token.reveal(),
            "client_id": client.id.rawValue,
        ])
    }

    private func post(_ values: [String: String]) async throws -> Secret {
        let response = try await endpoint.issue(Self.form(values), authorization: nil, at: now)
        guard let token = response.refreshToken else {
            throw Problem("the response has no refresh token")
        }
        return token
    }

    private static func form(_ values: [String: String]) -> FormParameters {
        FormParameters(values.map { ($0.key, $0.value) })
    }
}
