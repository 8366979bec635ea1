import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 7662, introspection") struct RFC7662Tests {
    private let court: Court
    private let client: Client
    private let other: Client

    init() async throws {
        court = try await Court()
        client = try await court.client().client
        other = try await court.client().client
    }

    @Test(
        "§2.2, §4 a client learns of its own live tokens only; of all else just that they are not active",
        arguments: Presented.allCases
    )
    func aClientLearnsOfItsOwnLiveTokensOnly(presented: Presented) async throws {
        let token = try await court.token(presented, of: client, other: other)
        let answer = try await court.introspection.introspect(token, for: court.authenticated(client), at: court.now)
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

    @Test("§2.2 nothing of a disabled user is active")
    func nothingOfADisabledUserIsActive() async throws {
        let response = try await court.issue(client)
        _ = try await court.backend.identity.users.set(.disabled, for: court.alice.id)
        for token in [response.accessToken, try #require(response.refreshToken)] {
            let answer = try await court.introspection.introspect(
                token.reveal(),
                for: court.authenticated(client),
                at: court.now
            )
            #expect(answer == ["active": false])
        }
    }

    @Test(
        "§2.1 a resource server that an administrator made asks of any access token",
        arguments: [
            (Client.Origin.preregistered, ClientAuthenticationMethod.clientSecretPost, true),
            (.preregistered, .none, false),
            (.registered, .clientSecretPost, false),
        ]
    )
    func anAdministratorsResourceServerAsksOfAnyAccessToken(
        origin: Client.Origin,
        method: ClientAuthenticationMethod,
        learns: Bool
    ) async throws {
        var server = Client(id: ID("amc_server"), origin: origin, method: method, grantTypes: [], createdAt: court.now)
        server.secretDigest = Digest256(of: "secret")
        _ = try await court.stores.clients.add(server, limit: nil)
        let form = [("client_id", "amc_server")] + (method == .none ? [] : [("client_secret", "secret")])
        let asking = try await court.authenticator.authenticate(FormParameters(form), authorization: nil, at: court.now)
        let response = try await court.issue(client)
        let answer = try await court.introspection.introspect(response.accessToken.reveal(), for: asking, at: court.now)
        #expect((answer["active"] == true) == learns)
        let refresh = try #require(response.refreshToken).reveal()
        #expect(try await court.introspection.introspect(refresh, for: asking, at: court.now) == ["active": false])
    }
}
