import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 7009, revocation") struct RFC7009Tests {
    private let court: Court
    private let client: Client
    private let other: Client

    init() async throws {
        court = try await Court()
        client = try await court.client().client
        other = try await court.client().client
    }

    @Test(
        "§2.1 either token ends the whole authorization, and who cached the principal is told",
        arguments: [true, false]
    )
    func eitherTokenEndsTheWholeAuthorization(byRefreshToken: Bool) async throws {
        let response = try await court.issue(client)
        let refresh = try #require(response.refreshToken)
        let before = court.epoch.current
        let token = byRefreshToken ? refresh : response.accessToken
        try await court.revocation.revoke(token.reveal(), by: court.authenticated(client), at: court.now)
        #expect(await faultCode { _ = try await court.principal(response.accessToken) } == .invalidToken)
        #expect(await faultCode { _ = try await court.refresh(refresh, client) } == .invalidGrant)
        #expect(court.epoch.current == before + 1)
    }

    enum End: CaseIterable, Sendable { case revocation, replayedCode, replayedRefreshToken, deletedClient }

    /// The cache would let it in for half a minute more.
    @Test("docs/adr/0007 whatever ends a grant here ends its access token at the next request", arguments: End.allCases)
    func aCachedAccessTokenEndsAtOnce(end: End) async throws {
        let registered = try await court.client()
        let client = registered.client
        let code = try await court.code(client)
        let first = try await court.exchange(code, client)
        let refresh = try #require(first.refreshToken)
        var access = first.accessToken
        if end == .replayedRefreshToken { access = try await court.refresh(refresh, client).accessToken }
        let token = try #require(BearerToken(access.reveal()))
        for _ in 0..<2 { #expect(try await court.tokens.authenticate(token, at: court.now).userName == "alice") }
        switch end {
        case .revocation:
            try await court.revocation.revoke(access.reveal(), by: court.authenticated(client), at: court.now)
        case .replayedCode: #expect(await faultCode { _ = try await court.exchange(code, client) } == .invalidGrant)
        case .replayedRefreshToken:
            #expect(await faultCode { _ = try await court.refresh(refresh, client) } == .invalidGrant)
        case .deletedClient:
            let management = try #require(BearerToken(registered.registrationToken.reveal()))
            try await court.registration.delete(client.id, token: management)
        }
        #expect(await faultCode { _ = try await court.tokens.authenticate(token, at: court.now) } == .invalidToken)
    }

    @Test("§2.2 what is unknown or another client's is left alone in silence", arguments: Presented.allCases)
    func whatIsUnknownOrAnothersIsLeftAloneInSilence(presented: Presented) async throws {
        let kept = try await court.issue(other)
        let text: String
        switch presented {
        case .others: text = kept.accessToken.reveal()
        case .othersRefresh: text = try #require(kept.refreshToken).reveal()
        default: text = try await court.token(presented, of: client, other: other)
        }
        let before = court.epoch.current
        try await court.revocation.revoke(text, by: court.authenticated(client), at: court.now)
        switch presented {
        case .own, .ownRefresh: #expect(court.epoch.current == before + 1)
        case .others, .othersRefresh, .revoked, .expired, .damaged, .foreign, .idToken, .garbage, .empty, .code:
            #expect(court.epoch.current == before)
        }
        let again = try await court.refresh(#require(kept.refreshToken), other)
        #expect(try await court.principal(again.accessToken) != nil)
    }
}
