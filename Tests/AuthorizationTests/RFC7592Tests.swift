import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 7592, management of a registration") struct RFC7592Tests {
    private let fixture: AuthorizationFixture
    private let mine: ClientRegistration.Registered
    private let token: BearerToken

    init() async throws {
        fixture = try await AuthorizationFixture()
        mine = try await fixture.client()
        token = try #require(BearerToken(mine.registrationToken.reveal()))
    }

    private func update(_ changes: [String: JSONValue]) async throws -> Client {
        let usual: [String: JSONValue] = [
            "client_id": .string(mine.client.id.rawValue), "client_name": "Test",
            "redirect_uris": [.string(AuthorizationFixture.redirect)],
            "token_endpoint_auth_method": "none",
        ]
        return try await fixture.registration.update(
            mine.client.id,
            .object(usual.merging(changes) { _, new in new }),
            token: token
        ).client
    }

    @Test("§2.1 a client is read only with its own token")
    func managementNeedsItsOwnToken() async throws {
        let other = try await fixture.client()
        #expect(try await fixture.registration.read(mine.client.id, token: token).client == mine.client)
        #expect(
            await faultCode { _ = try await fixture.registration.read(other.client.id, token: token) } == .invalidToken
        )
        #expect(
            await faultCode { _ = try await fixture.registration.read(ID("amc_unknown"), token: token) }
                == .invalidToken
        )
        let stranger = try #require(BearerToken(other.registrationToken.reveal()))
        #expect(
            await faultCode { _ = try await fixture.registration.update(mine.client.id, [:], token: stranger) }
                == .invalidToken
        )
        #expect(
            await faultCode { try await fixture.registration.delete(mine.client.id, token: stranger) } == .invalidToken
        )
    }

    @Test("§2.1 an access token, a refresh token or an API token does not manage a client")
    func otherTokensDoNot() async throws {
        let response = try await fixture.issue(mine.client)
        for secret in [response.accessToken, try #require(response.refreshToken)] {
            let bearer = try #require(BearerToken(secret.reveal()))
            #expect(
                await faultCode { _ = try await fixture.registration.read(mine.client.id, token: bearer) }
                    == .invalidToken
            )
        }
    }

    @Test("§2.2 an update replaces all metadata: omitted members are removed")
    func updateReplaces() async throws {
        #expect(try await update(["client_name": "New"]).name == "New")
        #expect(try await update(["client_name": nil]).name == nil)
        let moved = try await update(["redirect_uris": ["https://client.example/cb"]])
        #expect(moved.redirectURIs.map(\.text) == ["https://client.example/cb"])
        #expect(
            await faultCode { _ = try await fixture.server.target(fixture.query(mine.client), at: fixture.now) }
                == .invalidRequest
        )
    }

    @Test(
        "§2.2 an update cannot set what a registration cannot set",
        arguments: [
            (["token_endpoint_auth_method": "client_secret_post"], .invalidClientMetadata),
            (["grant_types": ["client_credentials"]], .invalidClientMetadata),
            (["redirect_uris": ["javascript:x"]], .invalidRedirectURI),
            (["client_id": "amc_other"], .invalidClientMetadata), (["client_id": 5], .invalidClientMetadata),
            (["client_secret": "chosen"], .invalidClientMetadata),
        ] as [([String: JSONValue], FaultCode)]
    )
    func updateGainsNothing(changes: [String: JSONValue], expected: FaultCode) async throws {
        #expect(await faultCode { _ = try await update(changes) } == expected)
        #expect(try await fixture.stores.clients.client(mine.client.id) == mine.client)
        #expect(try await !update(["scope": "memory:admin memory:read"]).scopes.contains(.memoryAdmin))
    }

    @Test("§2.2 a confidential client can repeat its secret in an update")
    func aSecretCanBeRepeated() async throws {
        let registered = try await fixture.client(["token_endpoint_auth_method": "client_secret_post"])
        let bearer = try #require(BearerToken(registered.registrationToken.reveal()))
        let body: JSONValue = [
            "client_id": .string(registered.client.id.rawValue),
            "client_secret": .string(try #require(registered.secret).reveal()),
            "redirect_uris": [.string(AuthorizationFixture.redirect)],
            "token_endpoint_auth_method": "client_secret_post",
        ]
        #expect(
            try await fixture.registration.update(registered.client.id, body, token: bearer).client.method
                == .clientSecretPost
        )
    }

    @Test("§2.3 deleting a client ends its grants and tokens")
    func deletingEndsEverything() async throws {
        let response = try await fixture.issue(mine.client)
        try await fixture.registration.delete(mine.client.id, token: token)
        #expect(
            await faultCode { _ = try await fixture.registration.read(mine.client.id, token: token) } == .invalidToken
        )
        #expect(await faultCode { _ = try await fixture.principal(response.accessToken) } == .invalidToken)
        #expect(
            await faultCode { _ = try await fixture.refresh(#require(response.refreshToken), mine.client) }
                == .invalidClient
        )
    }
}
