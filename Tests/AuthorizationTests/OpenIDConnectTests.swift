import Base
import Crypto
import Identity
import JOSE
import TestSupport
import Testing

@testable import Authorization

@Suite("OpenID Connect Core") struct OpenIDConnectTests {
    private let fixture: AuthorizationFixture
    private let client: Client

    init() async throws {
        fixture = try await AuthorizationFixture()
        client = try await fixture.client(["scope": "openid profile email memory:read memory:write"]).client
    }

    private func step(_ parameters: FormParameters, in session: BrowserSession) async throws -> AuthorizationFlow.Step {
        let target = try await fixture.server.target(parameters, at: fixture.now)
        return try await fixture.server.step(
            parameters,
            target: target,
            session: (session, fixture.alice),
            at: fixture.now
        ).1
    }

    // MARK: Requests

    @Test(
        "§3.1.2.1 prompt=consent asks despite a remembered consent, and a login older than requested is repeated",
        arguments: [
            (["prompt": "consent"], "consent"), (["prompt": "login"], "login"), (["prompt": "select_account"], "login"),
            (["prompt": "login consent"], "login"), (["max_age": "0"], "login"), (["max_age": "119"], "login"),
            (["max_age": "120"], "issue"), ([:], "issue"),
        ] as [([String: String?], String)]
    )
    func prompts(changes: [String: String?], expected: String) async throws {
        _ = try await fixture.code(client)
        let session = fixture.session
        fixture.clock.advance(by: .seconds(120))
        switch try await step(fixture.query(client, changes), in: session) {
        case .login: #expect(expected == "login")
        case .consent: #expect(expected == "consent")
        case .issue: #expect(expected == "issue")
        }
    }

    @Test(
        "§3.1.2.1 max_age counts from the login at the provider, with tolerance for the redirect and for clock skew",
        arguments: [
            (nil, "0", 5, true), (nil, "0", 6, false), ("idp", "0", 60, true), ("idp", "0", 61, false),
            ("idp", "30", 60, true),
            ("idp", "120", 120, true), ("idp", "120", 121, false),
        ] as [(String?, String, Int64, Bool)]
    )
    func loginsAge(provider: String?, maxAge: String, seconds: Int64, isFresh: Bool) async throws {
        let session = BrowserSession(
            id: ID("s"),
            user: fixture.alice.id,
            createdAt: fixture.now,
            authenticatedAt: fixture.now.advanced(by: .seconds(-seconds)),
            expiresAt: fixture.now.advanced(by: .seconds(3_600)),
            provider: provider
        )
        #expect(try await (step(fixture.query(client, ["max_age": maxAge]), in: session) != .login) == isFresh)
    }

    @Test("§3.1.2.6 prompt=none never asks: a new client gets an error and no silent code")
    func promptNoneNeverAsks() async throws {
        let parameters = fixture.query(client, ["prompt": "none"])
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let visitor = (session: fixture.session, user: fixture.alice)
        let anonymous = await faultCode {
            _ = try await fixture.server.step(parameters, target: target, session: nil, at: fixture.now)
        }
        let known = await faultCode {
            _ = try await fixture.server.step(parameters, target: target, session: visitor, at: fixture.now)
        }
        #expect(anonymous == .loginRequired)
        #expect(known == .consentRequired)
        _ = try await fixture.code(client)
        #expect(
            try await fixture.step(client, ["prompt": "none"])
                == .issue(fixture.alice, fixture.session, workspace: fixture.alice.personalWorkspace, alsoReads: [])
        )
    }

    @Test(
        "§3.1.2.1 a prompt or max_age that cannot be satisfied is refused",
        arguments: [
            (["prompt": "none login"], .invalidRequest), (["max_age": "soon"], .invalidRequest),
            (["max_age": "-1"], .invalidRequest),
            (["max_age": "99999999999999999999"], .invalidRequest),
            (["nonce": String(repeating: "n", count: 1_025)], .invalidRequest),
        ] as [([String: String?], FaultCode)]
    )
    func refusesPrompts(changes: [String: String?], expected: FaultCode) async throws {
        #expect(await faultCode { _ = try await fixture.step(client, changes) } == expected)
    }

    @Test(
        "§6 request objects are refused, and request_uri is never fetched (RFC 9101 §10.4)",
        arguments: [
            (["request": "eyJ"], .requestNotSupported),
            (["request_uri": "http://127.0.0.1:22/"], .requestURINotSupported),
            (["request_uri": "urn:ietf:params:oauth:request_uri:x"], .requestURINotSupported),
        ] as [([String: String?], FaultCode)]
    )
    func refusesRequestObjects(changes: [String: String?], expected: FaultCode) async throws {
        #expect(await faultCode { _ = try await fixture.step(client, changes) } == expected)
    }

    // MARK: ID token

    @Test(
        "§2, §3.1.3.6 the scope openid gives an ID token with nonce, auth_time and at_hash, for every signing algorithm",
        arguments: TokenAlgorithm.allCases
    )
    func openidBringsAnIDToken(algorithm: TokenAlgorithm) async throws {
        let fixture = try await AuthorizationFixture(algorithm: algorithm)
        let client = try await fixture.client(["scope": "openid profile memory:read"]).client
        let code = try await fixture.code(client, ["scope": "memory:read openid profile", "nonce": "n-1"])
        let response = try await fixture.exchange(code, client)
        let claims = try UnverifiedClaims(JWS(compact: #require(response.idToken).reveal()))
        #expect(claims.values["iss"] == .string(AuthorizationFixture.issuer))
        #expect(claims.values["sub"] == .string(fixture.alice.id.rawValue))
        #expect(claims.values["aud"] == .string(client.id.rawValue))
        #expect(claims.values["nonce"] == "n-1")
        #expect(claims.values["preferred_username"] == "alice")
        #expect(claims.values["auth_time"] == .integer(fixture.now.seconds))
        let token = Array(response.accessToken.reveal().utf8)
        let digest = algorithm == .ed25519 ? Array(SHA512.hash(data: token)) : Array(SHA256.hash(data: token))
        #expect(claims.values["at_hash"] == .string(Base64URL.encode(digest.prefix(digest.count / 2))))
        #expect(claims.header.type != "at+jwt")
    }

    @Test("§3.1.3.3 without openid there is no ID token, and a refresh gives none")
    func noIDToken() async throws {
        let plain = try await fixture.exchange(fixture.code(client), client)
        #expect(plain.idToken == nil)
        let open = try await fixture.exchange(fixture.code(client, ["scope": "openid memory:read"]), client)
        #expect(try await fixture.refresh(#require(open.refreshToken), client).idToken == nil)
    }

    // MARK: Userinfo

    private func userinfo(_ token: Secret) async throws -> [String: JSONValue] {
        let bearer = try #require(BearerToken(token.reveal()))
        let endpoint = Userinfo(
            accessTokens: fixture.accessTokens,
            grants: fixture.stores.grants,
            pauses: fixture.backend.identity.pauses
        )
        return try await endpoint.claims(bearer, at: fixture.now)
    }

    @Test("A paused application learns nothing about its person, until it is resumed")
    func pausedApplication() async throws {
        let token = try await fixture.exchange(fixture.code(client, ["scope": "openid email"]), client).accessToken
        let application = ApplicationID(.registered, id: client.id.rawValue)
        let pauses = fixture.backend.identity.pauses
        try await pauses.pause(application, by: fixture.alice.id, at: fixture.now)
        let fault = await #expect(throws: Fault.self) { _ = try await userinfo(token) }
        #expect(fault?.code == .forbidden)
        _ = try await pauses.resume(application, by: fixture.alice.id)
        #expect(try await userinfo(token)["sub"] != nil)
    }

    @Test(
        "§5.4 the userinfo claims follow the scopes",
        arguments: [
            ("openid", ["sub"]), ("openid profile", ["preferred_username", "sub"]), ("openid email", ["email", "sub"]),
            ("openid profile email memory:read", ["email", "preferred_username", "sub"]),
        ] as [(String, [String])]
    )
    func claimsFollowTheScopes(scope: String, names: [String]) async throws {
        let user = fixture.alice
        _ = try await fixture.backend.identity.users.describe(user.id, as: UserDescription(email: "alice@example.org"))
        let claims = try await userinfo(fixture.issue(client, scope: scope).accessToken)
        #expect(claims.keys.sorted() == names)
        #expect(claims["sub"]?.string == user.id.rawValue)
    }

    @Test(
        "§5.3, RFC 6749 §6 a narrowed token gives only the claims of its own scopes",
        arguments: [
            ("openid email", ["email", "sub"]), ("openid", ["sub"]), ("memory:read", nil), ("email", nil),
        ] as [(String, [String]?)]
    )
    func aNarrowedTokenGivesFewerClaims(scope: String, names: [String]?) async throws {
        let user = fixture.alice
        _ = try await fixture.backend.identity.users.describe(user.id, as: UserDescription(email: "alice@example.org"))
        let whole = try await fixture.issue(client, scope: "openid profile email memory:read")
        let narrowed = try await fixture.refresh(#require(whole.refreshToken), client, ["scope": scope]).accessToken
        guard let names else {
            #expect(await faultCode { _ = try await userinfo(narrowed) } == .insufficientScope)
            return
        }
        #expect(try await userinfo(narrowed).keys.sorted() == names)
    }

    @Test("§5.3.1 a userinfo request without openid is refused with the missing scope")
    func withoutOpenIDTheScopeIsNamed() async throws {
        do {
            _ = try await userinfo(fixture.issue(client).accessToken)
            Issue.record("got claims without the scope")
        } catch let fault as Fault {
            #expect(fault.code == .insufficientScope && fault.hints.scope == "openid")
        }
    }

    @Test(
        "§5.3.3 an invalid token gives no claims",
        arguments: [Presented.revoked, .expired, .damaged, .foreign, .garbage, .idToken]
    )
    func anInvalidTokenGivesNoClaims(presented: Presented) async throws {
        let token = try await fixture.token(presented, of: client, other: client)
        let expected: FaultCode = presented == .expired ? .tokenExpired : .invalidToken
        #expect(await faultCode { _ = try await userinfo(Secret(token)) } == expected)
    }
}
