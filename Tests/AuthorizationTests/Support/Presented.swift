import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

/// The kinds of text that a test presents as a token: its own, another client's, a damaged and a foreign one, and
/// others.
enum Presented: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case own, ownRefresh, others, othersRefresh, revoked, expired, damaged, foreign, idToken, garbage, empty, code

    var testDescription: String { rawValue }
}

extension AuthorizationFixture {
    /// Tokens for Alice's personal workspace.
    func issue(_ client: Client, scope: String = "memory:read memory:write") async throws -> TokenResponse {
        try await exchange(code(client, ["scope": scope]), client)
    }

    func authenticated(_ client: Client) async throws -> AuthenticatedClient {
        try await authenticator.authenticate(
            FormParameters([("client_id", client.id.rawValue)]),
            authorization: nil,
            at: now
        )
    }

    /// The text of a token of this kind.
    func token(_ presented: Presented, of client: Client, other: Client) async throws -> String {
        switch presented {
        case .own: return try await issue(client).accessToken.reveal()
        case .ownRefresh: return try #require(await issue(client).refreshToken).reveal()
        case .others: return try await issue(other).accessToken.reveal()
        case .othersRefresh: return try #require(await issue(other).refreshToken).reveal()
        case .revoked:
            let token = try await issue(client).accessToken.reveal()
            try await revocation.revoke(token, by: authenticated(client), at: now)
            return token
        case .expired:
            let token = try await issue(client).accessToken.reveal()
            clock.advance(by: .seconds(7_200))
            return token
        case .damaged: return String(try await issue(client).accessToken.reveal().dropLast(6)) + "AAAAAA"
        case .foreign:
            return try JWSSigner(key: .generate(.es256), type: "at+jwt").sign([
                "iss": .string(AuthorizationFixture.issuer)
            ])
        case .idToken: return try #require(await issue(client, scope: "openid memory:read").idToken).reveal()
        case .garbage: return "amf_garbage"
        case .empty: return ""
        case .code: return try await code(client)
        }
    }

    /// The next step for Alice, who is logged in.
    func step(_ client: Client, _ changes: [String: String?] = [:]) async throws -> AuthorizationFlow.Step {
        let parameters = query(client, changes)
        let target = try await server.target(parameters, at: now)
        return try await server.step(parameters, target: target, session: (session, alice), at: now).1
    }
}
