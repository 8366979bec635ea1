import Base
import FoundationEssentials
import Identity
import JOSE
import TestSupport
import Testing

@testable import Authorization

@Suite("RFC 7523, client assertions") struct RFC7523Tests {
    private let fixture: AuthorizationFixture
    private let key: SigningKey
    private let id: String

    init() async throws {
        fixture = try await AuthorizationFixture()
        key = try SigningKey.generate(.es256)
        id = try await fixture.client([
            "token_endpoint_auth_method": "private_key_jwt", "jwks": ["keys": [key.publicJWK.json]],
        ])
        .client.id.rawValue
    }

    private func assertion(_ changes: [String: JSONValue] = [:], key: SigningKey? = nil, type: String = "JWT") throws
        -> String
    {
        let claims: [String: JSONValue] = [
            "iss": .string(id), "sub": .string(id), "aud": .string(AuthorizationFixture.issuer), "jti": "j1",
            "exp": .integer(fixture.now.advanced(by: .seconds(300)).seconds), "iat": .integer(fixture.now.seconds),
        ]
        return try JWSSigner(key: key ?? self.key, type: type).sign(claims.merging(changes) { _, new in new })
    }

    private func code(
        _ assertion: String,
        _ more: [(String, String)] = [],
        authorization: String? = nil,
        by authenticator: ClientAuthenticator? = nil
    ) async -> FaultCode? {
        let authenticator = authenticator ?? fixture.authenticator
        let form = FormParameters(
            [
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", assertion),
            ] + more
        )
        return await faultCode {
            _ = try await authenticator.authenticate(form, authorization: authorization, at: fixture.now)
        }
    }

    @Test("§3 an assertion authenticates a client once")
    func anAssertionAuthenticatesAClientOnce() async throws {
        #expect(try await code(assertion()) == nil)
        #expect(try await code(assertion()) == .invalidClient, "a replay")
        #expect(try await code(assertion(["jti": "j2"]), [("client_id", id)]) == nil)
        #expect(try await code(assertion(["jti": "j3"], type: "client-authentication+jwt")) == nil)
    }

    @Test("§3 a public client with keys may authenticate or not, but a wrong assertion is refused")
    func aPublicClientMayAuthenticate() async throws {
        let open = try await fixture.client([
            "token_endpoint_auth_method": "none", "jwks": ["keys": [key.publicJWK.json]],
        ]).client.id
        let claims: [String: JSONValue] = ["iss": .string(open.rawValue), "sub": .string(open.rawValue)]
        #expect(try await code(assertion(claims)) == nil)
        #expect(try await code(assertion(claims), [("client_id", open.rawValue)]) == .invalidClient, "a replay")
        let other = try SigningKey.generate(.es256)
        #expect(try await code(assertion(claims.merging(["jti": "j2"]) { $1 }, key: other)) == .invalidClient)
        _ = try await fixture.authenticator.authenticate(
            FormParameters([("client_id", open.rawValue)]),
            authorization: nil,
            at: fixture.now
        )
    }

    @Test("§3 race: of fifty concurrent uses of one assertion one succeeds")
    func fiftyConcurrentUsesAuthenticateOnce() async throws {
        let text = try assertion()
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 { group.addTask { await code(text) == nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
    }

    @Test(
        "§3 an assertion with a wrong claim is refused",
        arguments: [
            ("the token endpoint as audience", ["aud": "https://memory.example/oauth/token"]),
            ("another audience next to ours", ["aud": ["https://memory.example", "https://other.example"]]),
            ("no audience", ["aud": nil]),
            ("another issuer", ["iss": "amc_other"]), ("no issuer", ["iss": nil]), ("no end", ["exp": nil]),
            ("no identifier", ["jti": nil]), ("an empty identifier", ["jti": ""]),
            ("a start that is not a time", ["nbf": "soon"]), ("an issue date that is not a time", ["iat": "now"]),
            ("a very long identifier", ["jti": .string(String(repeating: "j", count: 300))]),
        ] as [(String, [String: JSONValue])]
    )
    func wrongClaims(name: String, changes: [String: JSONValue]) async throws {
        #expect(try await code(assertion(changes)) == .invalidClient, "\(name)")
        #expect(try await code(assertion()) == nil, "the right one still works")
    }

    /// OIDC Core §10.1.1.
    @Test("§3 a key that the client added since the last fetch is fetched")
    func aKeyThatIsNew() async throws {
        let id = try await fixture.client([
            "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://client.example/jwks",
        ]).client.id.rawValue
        let old = try SigningKey.generate(.es256)
        let claims: [String: JSONValue] = ["iss": .string(id), "sub": .string(id)]
        for (newer, expected) in [(key, nil), (nil, .invalidClient), (old, .invalidClient)]
            as [(SigningKey?, FaultCode?)]
        {
            let source = RotatedKeys(
                old: JWKSet(keys: [old.verificationKey]),
                new: newer.map { JWKSet(keys: [$0.verificationKey]) }
            )
            let authenticator = ClientAuthenticator(
                clients: fixture.directory,
                assertions: ClientAssertionVerifier(
                    issuer: AuthorizationFixture.issuer,
                    oneTime: fixture.stores.oneTime,
                    keySets: source
                )
            )
            #expect(try await code(assertion(claims), by: authenticator) == expected)
        }
    }

    private struct RotatedKeys: ClientKeySource {
        let old: JWKSet
        let new: JWKSet?
        func keys(at uri: String, now: Timestamp) async throws -> JWKSet { old }
        func newerKeys(at uri: String, now: Timestamp) async -> JWKSet? { new }
    }

    /// The numbers are seconds from now.
    @Test(
        "§3 an assertion lives for ten minutes at most and is refused before and after its time",
        arguments: [31_536_000, 700, -100] as [Int64]
    )
    func lifetime(seconds: Int64) async throws {
        #expect(try await code(assertion(["exp": .integer(fixture.now.seconds + seconds)])) == .invalidClient)
        for name in ["nbf", "iat"] {
            #expect(try await code(assertion([name: .integer(fixture.now.seconds + 120)])) == .invalidClient, "\(name)")
            let near: [String: JSONValue] = [
                name: .integer(fixture.now.seconds + 30), "jti": .string("\(name) \(seconds)"),
            ]
            #expect(try await code(assertion(near)) == nil, "a clock that is half a minute ahead")
        }
    }

    @Test("§3 a foreign key, another client's assertion, a secret and a missing signature are refused")
    func foreignKeys() async throws {
        #expect(try await code(assertion(key: SigningKey.generate(.es256))) == .invalidClient)
        #expect(try await code(assertion(type: "at+jwt")) == .invalidClient)
        let other = try await fixture.client().client.id.rawValue
        #expect(try await code(assertion(["sub": .string(other), "iss": .string(other)])) == .invalidClient)
        #expect(try await code(assertion(), [("client_id", other)]) == .invalidClient)
        let parts = try assertion().split(separator: ".")
        let header = Base64URL.encode(Array(#"{"alg":"none","typ":"JWT"}"#.utf8))
        #expect(await code("\(header).\(parts[1]).") == .invalidClient)
        #expect(await code("x") == .invalidClient)
    }

    @Test("§2.2 a client registered for assertions needs one, and cannot use a second method")
    func onlyAssertions() async throws {
        let bare = await faultCode {
            _ = try await fixture.authenticator.authenticate(
                FormParameters([("client_id", id)]),
                authorization: nil,
                at: fixture.now
            )
        }
        #expect(bare == .invalidClient)
        #expect(try await code(assertion(), [("client_secret", "x")]) == .invalidRequest)
        let basic = "Basic " + Data("\(id):x".utf8).base64EncodedString()
        #expect(try await code(assertion(), authorization: basic) == .invalidRequest)
    }

    @Test("§2.2 a service authenticates with its key, and not with another key of the same id")
    func aServiceCanAuthenticateWithItsKey() async throws {
        let team = People.team("team")
        _ = try await fixture.backend.identity.workspaces.add(team)
        var client = Client(
            id: ID("amc_service"),
            origin: .preregistered,
            method: .privateKeyJWT,
            grantTypes: [.clientCredentials],
            createdAt: fixture.now
        )
        client.keys = ["keys": [key.publicJWK.json]]
        client.workspace = team.id
        _ = try await fixture.stores.clients.add(client, limit: nil)
        func form(_ key: SigningKey) throws -> [String: String?] {
            [
                "grant_type": "client_credentials",
                "client_assertion": try assertion(["iss": "amc_service", "sub": "amc_service"], key: key),
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ]
        }
        #expect(await faultCode { _ = try await fixture.post(form(.generate(.es256, id: key.id))) } == .invalidClient)
        let principal = try #require(await fixture.principal(fixture.post(form(key)).accessToken))
        #expect(principal.kind == .service && principal.entries.map(\.workspace) == [team.id])
    }
}
