import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 7662, introspection") struct RFC7662Tests {
    private let fixture: AuthorizationFixture
    private let client, other: Client

    init() async throws {
        (fixture, client, other) = try await AuthorizationFixture.withTwoClients()
    }

    @Test(
        "§2.2, §4 a client gets details of its own live tokens only; every other token is inactive",
        arguments: Presented.allCases
    )
    func aClientLearnsOfItsOwnLiveTokensOnly(presented: Presented) async throws {
        let token = try await fixture.token(presented, of: client, other: other)
        let answer = try await fixture.introspection.introspect(
            token,
            for: fixture.authenticated(client),
            at: fixture.now
        )
        switch presented {
        case .own:
            #expect(
                answer["active"] == true && answer["username"] == "alice"
                    && answer["client_id"]?.string == client.id.rawValue
            )
            #expect(answer["scope"] == "memory:read memory:write" && answer["token_type"] == "Bearer")
            for name in ["iss", "sub", "aud", "exp", "iat", "jti"] { #expect(answer[name] != nil, "\(name)") }
        case .ownRefresh:
            #expect(
                answer["active"] == true && answer["client_id"]?.string == client.id.rawValue && answer["exp"] != nil
            )
        case .others, .othersRefresh, .revoked, .expired, .damaged, .foreign, .idToken, .garbage, .empty, .code:
            #expect(answer == ["active": false])
        }
    }

    @Test("§2.2 no token of a disabled user is active")
    func noTokenOfADisabledUserIsActive() async throws {
        let response = try await fixture.issue(client)
        _ = try await fixture.backend.identity.users.set(.disabled, for: fixture.alice.id)
        for token in [response.accessToken, try #require(response.refreshToken)] {
            let answer = try await fixture.introspection.introspect(
                token.reveal(),
                for: fixture.authenticated(client),
                at: fixture.now
            )
            #expect(answer == ["active": false])
        }
    }

    @Test(
        "§2.1 a resource server created by an administrator can introspect any access token",
        arguments: [
            (Client.Origin.preregistered, ClientAuthenticationMethod.clientSecretPost, true),
            (.preregistered, .none, false),
            (.registered, .clientSecretPost, false),
        ]
    )
    func anAdministratorsResourceServerIntrospectsAnyAccessToken(
        origin: Client.Origin,
        method: ClientAuthenticationMethod,
        learns: Bool
    ) async throws {
        var server = Client(
            id: ID("amc_server"),
            origin: origin,
            method: method,
            grantTypes: [],
            createdAt: fixture.now
        )
        server.secretDigest = Digest256(of: "secret")
        _ = try await fixture.stores.clients.add(server, limit: nil)
        let form = [("client_id", "amc_server")] + (method == .none ? [] : [("client_secret", "secret")])
        let asking = try await fixture.authenticator.authenticate(
            FormParameters(form),
            authorization: nil,
            at: fixture.now
        )
        let response = try await fixture.issue(client)
        let answer = try await fixture.introspection.introspect(
            response.accessToken.reveal(),
            for: asking,
            at: fixture.now
        )
        #expect((answer["active"] == true) == learns)
        let refresh = try #require(response.refreshToken).reveal()
        #expect(try await fixture.introspection.introspect(refresh, for: asking, at: fixture.now) == ["active": false])
    }
}
