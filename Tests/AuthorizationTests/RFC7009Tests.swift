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

    @Test("§2.1 either token ends the whole authorization, and who cached the principal is told", arguments: [true, false])
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
