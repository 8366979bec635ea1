import Base
import Identity
import JOSE
import TestSupport
import Testing

/// Somebody else's tokens, damaged and foreign ones, by name.
private enum Presented: String, CaseIterable, CustomTestStringConvertible {
    case own, ownRefresh, others, othersRefresh, revoked, expired, damaged, foreign, garbage, empty, code

    var testDescription: String { rawValue }
}

@Suite("Introspection (RFC 7662), revocation (RFC 7009), userinfo (OIDC Core §5.3)") struct TokenQuestionTests {
    private let court: Court
    private let client: Client
    private let other: Client

    init() async throws {
        court = try await Court()
        client = try await court.client().client
        other = try await court.client().client
    }

    private func authenticated(_ client: Client) async throws -> AuthenticatedClient {
        try await court.authenticator.authenticate(
            FormParameters([("client_id", client.id.rawValue)]), authorization: nil, at: court.now)
    }

    private func issue(_ client: Client, scope: String = "memory:read memory:write") async throws -> TokenResponse {
        try await court.exchange(court.code(client, ["scope": scope]), client)
    }

    private func token(_ presented: Presented) async throws -> String {
        switch presented {
        case .own: return try await issue(client).accessToken.reveal()
        case .ownRefresh: return try #require(await issue(client).refreshToken).reveal()
        case .others: return try await issue(other).accessToken.reveal()
        case .othersRefresh: return try #require(await issue(other).refreshToken).reveal()
        case .revoked:
            let token = try await issue(client).accessToken.reveal()
            try await court.revocation.revoke(token, by: authenticated(client), at: court.now)
            return token
        case .expired:
            let token = try await issue(client).accessToken.reveal()
            court.clock.advance(by: .seconds(3_600))
            return token
        case .damaged: return String(try await issue(client).accessToken.reveal().dropLast(6)) + "AAAAAA"
        case .foreign: return try JWSSigner(key: .generate(.es256), type: "at+jwt").sign(["iss": .string(Court.issuer)])
        case .garbage: return "amf_garbage"
        case .empty: return ""
        case .code: return try await court.code(client)
        }
    }

    // MARK: Introspection

    @Test(arguments: Presented.allCases)
    fileprivate func aClientLearnsOfItsOwnLiveTokensOnly(presented: Presented) async throws {
        let token = try await token(presented)
        let answer = try await court.introspection.introspect(token, for: authenticated(client), at: court.now)
        switch presented {
        case .own:
            #expect(answer["active"] == true && answer["username"] == "alice" && answer["client_id"]?.string == client.id.rawValue)
            #expect(answer["scope"] == "memory:read memory:write" && answer["token_type"] == "Bearer")
            for name in ["iss", "sub", "aud", "exp", "iat", "jti"] { #expect(answer[name] != nil, "\(name)") }
        case .ownRefresh:
            #expect(answer["active"] == true && answer["client_id"]?.string == client.id.rawValue && answer["exp"] != nil)
        case .others, .othersRefresh, .revoked, .expired, .damaged, .foreign, .garbage, .empty, .code:
            #expect(answer == ["active": false])
        }
    }

    @Test func nothingOfADisabledUserIsActive() async throws {
        let response = try await issue(client)
        _ = try await court.backend.identity.users.set(.disabled, for: court.alice.id)
        for token in [response.accessToken, try #require(response.refreshToken)] {
            let answer = try await court.introspection.introspect(token.reveal(), for: authenticated(client), at: court.now)
            #expect(answer == ["active": false])
        }
    }

    // MARK: Revocation

    @Test(arguments: [true, false])
    func eitherTokenEndsTheWholeAuthorization(byRefreshToken: Bool) async throws {
        let response = try await issue(client)
        let refresh = try #require(response.refreshToken)
        let before = court.epoch.current
        let token = byRefreshToken ? refresh : response.accessToken
        try await court.revocation.revoke(token.reveal(), by: authenticated(client), at: court.now)
        #expect(await faultCode { _ = try await court.principal(response.accessToken) } == .invalidToken)
        #expect(await faultCode { _ = try await court.refresh(refresh, client) } == .invalidGrant)
        #expect(court.epoch.current == before + 1, "who cached the principal is told")
    }

    @Test(arguments: Presented.allCases)
    fileprivate func whatIsUnknownOrAnothersIsLeftAloneInSilence(presented: Presented) async throws {
        let kept = try await issue(other)
        let text: String
        switch presented {
        case .others: text = kept.accessToken.reveal()
        case .othersRefresh: text = try #require(kept.refreshToken).reveal()
        default: text = try await token(presented)
        }
        let before = court.epoch.current
        try await court.revocation.revoke(text, by: authenticated(client), at: court.now)
        switch presented {
        case .own, .ownRefresh: #expect(court.epoch.current == before + 1)
        case .others, .othersRefresh, .revoked, .expired, .damaged, .foreign, .garbage, .empty, .code:
            #expect(court.epoch.current == before)
        }
        let again = try await court.refresh(#require(kept.refreshToken), other)
        #expect(try await court.principal(again.accessToken) != nil)
    }

    // MARK: Userinfo

    private func userinfo(_ token: Secret) async throws -> [String: JSONValue] {
        let bearer = try #require(BearerToken(token.reveal()))
        return try await Userinfo(accessTokens: court.accessTokens, grants: court.stores.grants).claims(bearer, at: court.now)
    }

    @Test(
        arguments: [
            ("openid", ["sub"]), ("openid profile", ["preferred_username", "sub"]), ("openid email", ["email", "sub"]),
            ("openid profile email memory:read", ["email", "preferred_username", "sub"]),
        ] as [(String, [String])])
    func claimsFollowTheScopes(scope: String, names: [String]) async throws {
        let user = court.alice
        _ = try await court.backend.identity.users.update(
            User(
                id: user.id, name: user.name, email: "alice@example.org", createdAt: user.createdAt,
                personalWorkspace: user.personalWorkspace))
        let scopes = ["scope": "openid profile email memory:read memory:write"] as [String: JSONValue]
        let client = try await court.client(scopes).client
        let claims = try await userinfo(issue(client, scope: scope).accessToken)
        #expect(claims.keys.sorted() == names)
        #expect(claims["sub"]?.string == user.id.rawValue)
    }

    @Test func withoutOpenIDTheScopeIsNamed() async throws {
        do {
            _ = try await userinfo(issue(client).accessToken)
            Issue.record("claims without the scope")
        } catch let fault as Fault {
            #expect(fault.code == .insufficientScope && fault.hints.scope == "openid")
        }
    }

    @Test(arguments: [Presented.revoked, .expired, .damaged, .foreign, .garbage])
    fileprivate func aTokenThatIsNotGoodTellsNothing(presented: Presented) async throws {
        let token = try await token(presented)
        #expect(await faultCode { _ = try await userinfo(Secret(token)) } == .invalidToken)
    }
}
