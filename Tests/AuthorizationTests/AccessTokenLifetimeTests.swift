import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("Lifetime of access tokens") struct AccessTokenLifetimeTests {
    private static let claude = "https://claude.ai/api/mcp/auth_callback"

    @Test(
        "An access token lives one hour, and 24 hours at a host that is known not to refresh",
        arguments: [
            ([AuthorizationFixture.redirect], AuthorizationFixture.redirect, 3_600), ([claude], claude, 86_400),
            (["https://claude.com/api/mcp/auth_callback"], "https://claude.com/api/mcp/auth_callback", 86_400),
            // The host that received the code decides, not other redirect URIs of the client.
            ([claude, "https://evil.example/cb"], "https://evil.example/cb", 3_600),
            ([claude, "https://evil.example/cb"], claude, 86_400),
            (["https://claude.ai/api/mcp/auth_callback/x"], "https://claude.ai/api/mcp/auth_callback/x", 3_600),
            (["https://claude.ai.evil.example/api/mcp/auth_callback"], nil, 3_600), ([claude], nil, 86_400),
        ] as [([String], String?, Int)]
    )
    func lifetimes(uris: [String], used: String?, seconds: Int) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client(["redirect_uris": .array(uris.map(JSONValue.string))]).client
        let code = try await fixture.code(client, ["redirect_uri": used])
        let first = try await fixture.exchange(code, client, ["redirect_uri": used])
        let second = try await fixture.refresh(#require(first.refreshToken), client)
        for response in [first, second] {
            #expect(response.expiresIn == seconds)
            #expect(try await fixture.principal(response.accessToken) != nil)
        }
        fixture.clock.advance(by: .seconds(seconds - 1))
        #expect(try await fixture.principal(second.accessToken) != nil)
        fixture.clock.advance(by: .seconds(120))
        #expect(await faultCode { _ = try await fixture.principal(second.accessToken) } == .tokenExpired)
    }

    @Test("A long lifetime is never shorter than the usual one")
    func theLongerCounts() async throws {
        let fixture = try await AuthorizationFixture {
            ($0.accessTokenLifetime, $0.longAccessTokenLifetime) = (.seconds(7_200), .seconds(60))
        }
        let client = try await fixture.client(["redirect_uris": [.string(Self.claude)]]).client
        let code = try await fixture.code(client, ["redirect_uri": Self.claude])
        #expect(try await fixture.exchange(code, client, ["redirect_uri": Self.claude]).expiresIn == 7_200)
    }

    @Test("A client without refresh tokens keeps its grant as long as its 24-hour access token")
    func theGrantOutlivesTheToken() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client([
            "redirect_uris": [.string(Self.claude)], "grant_types": ["authorization_code"],
        ]).client
        let code = try await fixture.code(client, ["redirect_uri": Self.claude])
        let token = try await fixture.exchange(code, client, ["redirect_uri": Self.claude]).accessToken
        fixture.clock.advance(by: .seconds(86_399))
        _ = try await fixture.stores.grants.purge(expiredBefore: fixture.now)
        #expect(try await fixture.principal(token) != nil)
    }

    enum End: CaseIterable, Sendable { case disconnect, replay, revocation }

    @Test(
        "The end of a grant ends its 24-hour access tokens at the next request, cached ones too",
        arguments: End.allCases
    )
    func theEndOfAGrant(end: End) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client(["redirect_uris": [.string(Self.claude)]]).client
        let code = try await fixture.code(client, ["redirect_uri": Self.claude])
        let first = try await fixture.exchange(code, client, ["redirect_uri": Self.claude])
        let refresh = try #require(first.refreshToken)
        let response = try await fixture.refresh(refresh, client)
        let bearer = try #require(BearerToken(response.accessToken.reveal()))
        for _ in 0..<2 { _ = try await fixture.tokens.authenticate(bearer, at: fixture.now) }
        switch end {
        case .disconnect:
            let applications = fixture.applications
            let entry = try #require(try await applications.list(of: fixture.alice.id).first)
            try await applications.disconnect(entry.id, from: fixture.alice.id)
        case .replay:
            fixture.clock.advance(by: .seconds(61))
            #expect(await faultCode { _ = try await fixture.refresh(refresh, client) } == .invalidGrant)
        case .revocation:
            try await fixture.revocation.revoke(
                response.accessToken.reveal(),
                by: fixture.authenticated(client),
                at: fixture.now
            )
        }
        #expect(await faultCode { _ = try await fixture.tokens.authenticate(bearer, at: fixture.now) } == .invalidToken)
    }
}
