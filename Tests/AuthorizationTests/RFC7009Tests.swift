import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 7009, revocation") struct RFC7009Tests {
    private let fixture: AuthorizationFixture
    private let client, other: Client

    init() async throws {
        (fixture, client, other) = try await AuthorizationFixture.withTwoClients()
    }

    @Test(
        "§2.1 revoking either token ends the whole authorization and the cached principal",
        arguments: [true, false]
    )
    func eitherTokenEndsTheWholeAuthorization(byRefreshToken: Bool) async throws {
        let response = try await fixture.issue(client)
        let refresh = try #require(response.refreshToken)
        let before = fixture.epoch.current
        let token = byRefreshToken ? refresh : response.accessToken
        try await fixture.revocation.revoke(token.reveal(), by: fixture.authenticated(client), at: fixture.now)
        #expect(await faultCode { _ = try await fixture.principal(response.accessToken) } == .invalidToken)
        #expect(await faultCode { _ = try await fixture.refresh(refresh, client) } == .invalidGrant)
        #expect(fixture.epoch.current == before + 1)
    }

    enum End: CaseIterable, Sendable { case revocation, replayedCode, replayedRefreshToken, deletedClient }

    /// The cache would accept it for half a minute more.
    @Test(
        "docs/adr/0007 everything that ends a grant ends its access token at the next request",
        arguments: End.allCases
    )
    func aCachedAccessTokenEndsAtOnce(end: End) async throws {
        let registered = try await fixture.client()
        let client = registered.client
        let code = try await fixture.code(client)
        let first = try await fixture.exchange(code, client)
        let refresh = try #require(first.refreshToken)
        var access = first.accessToken
        if end == .replayedRefreshToken { access = try await fixture.refresh(refresh, client).accessToken }
        let token = try #require(BearerToken(access.reveal()))
        for _ in 0..<2 { #expect(try await fixture.tokens.authenticate(token, at: fixture.now).userName == "alice") }
        switch end {
        case .revocation:
            try await fixture.revocation.revoke(access.reveal(), by: fixture.authenticated(client), at: fixture.now)
        case .replayedCode: #expect(await faultCode { _ = try await fixture.exchange(code, client) } == .invalidGrant)
        case .replayedRefreshToken:
            fixture.clock.advance(by: .seconds(61))
            #expect(await faultCode { _ = try await fixture.refresh(refresh, client) } == .invalidGrant)
        case .deletedClient:
            let management = try #require(BearerToken(registered.registrationToken.reveal()))
            try await fixture.registration.delete(client.id, token: management)
        }
        #expect(await faultCode { _ = try await fixture.tokens.authenticate(token, at: fixture.now) } == .invalidToken)
    }

    @Test("§2.2 revoking an unknown or another client's token succeeds without effect", arguments: Presented.allCases)
    func revokingAnUnknownOrForeignTokenHasNoEffect(presented: Presented) async throws {
        let kept = try await fixture.issue(other)
        let text: String
        switch presented {
        case .others: text = kept.accessToken.reveal()
        case .othersRefresh: text = try #require(kept.refreshToken).reveal()
        default: text = try await fixture.token(presented, of: client, other: other)
        }
        let before = fixture.epoch.current
        try await fixture.revocation.revoke(text, by: fixture.authenticated(client), at: fixture.now)
        switch presented {
        case .own, .ownRefresh: #expect(fixture.epoch.current == before + 1)
        case .others, .othersRefresh, .revoked, .expired, .damaged, .foreign, .idToken, .garbage, .empty, .code:
            #expect(fixture.epoch.current == before)
        }
        let again = try await fixture.refresh(#require(kept.refreshToken), other)
        #expect(try await fixture.principal(again.accessToken) != nil)
    }
}
