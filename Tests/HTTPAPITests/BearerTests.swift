import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// The Redis server's responses, RFC 6750 §2 and §3.
@Suite("RFC 6750, bearer tokens over HTTP") struct BearerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let headers: HTTPFields
        let answer: String
        let challenge: String?

        init(_ name: String, _ headers: HTTPFields, _ answer: String, _ challenge: String?) {
            (testDescription, self.headers, self.answer, self.challenge) = (name, headers, answer, challenge)
        }
    }

    private static let bare = "Bearer realm=\"agent-memory\", scope=\"memory:read memory:write\""
    private static let invalid =
        "Bearer realm=\"agent-memory\", error=\"invalid_token\", error_description=\"Invalid token\", scope=\"memory:read memory:write\""

    @Test(arguments: [
        Case("nothing", [:], "401 Missing authorization header", bare),
        Case("another scheme", [.authorization: "Basic YTpi"], "401 Missing bearer token", bare),
        Case("no token", [.authorization: "Bearer"], "401 Missing bearer token", bare),
        Case("an empty token", [.authorization: "Bearer "], "401 Missing bearer token", bare),
        Case("an unknown token", [.authorization: "Bearer nobody"], "401 Invalid token", invalid),
        Case("an unknown key", [.apiKey: "nobody"], "401 Invalid token", invalid),
        Case(
            "two credentials",
            [.authorization: "Bearer one", .apiKey: "two"],
            "400 Send exactly one credential.",
            nil
        ),
    ])
    func invalidCredentialsGetTheRedisServersErrors(example: Case) async throws {
        try await ServerFixture().serve { (call) async throws in
            let answer = try await call(.get, "/v1/working-memory", headers: example.headers)
            #expect(answer.words == example.answer)
            #expect(answer.headers[.wwwAuthenticate] == example.challenge)
        }
    }

    @Test(arguments: ["access_token", "token", "api_key", "X-API-Key"])
    func aTokenInTheQueryIsIgnored(name: String) async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(
                try await call(.get, "/v1/working-memory?\(name)=\(fixture.alice)").words
                    == "401 Missing authorization header"
            )
        }
    }

    @Test func aTokenIsAcceptedInEitherHeader() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(
                try await call(.get, "/v1/working-memory", headers: [.authorization: "bearer \(fixture.alice)"]).status
                    == 200
            )
            #expect(try await call(.get, "/v1/working-memory", headers: [.apiKey: fixture.alice]).status == 200)
        }
    }

    @Test func anExpiredTokenGetsTokenHasExpired() async throws {
        let fixture = try await ServerFixture()
        let token = try await fixture.token(of: "alice", days: 1)
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", token: token).words == "401 Token has expired")
        }
    }

    @Test func aRevokedTokenIsRefusedAtOnceEvenIfCached() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", token: fixture.alice).status == 200)
            let tokens = APITokenDirectory(tokens: fixture.stores.identity.apiTokens, revocations: fixture.revocations)
            for token in try await tokens.list() { _ = try await tokens.remove(token.id) }
            #expect(try await call(.get, "/v1/working-memory", token: fixture.alice).words == "401 Invalid token")
        }
    }

    @Test("The log has the reason of a refused token under the request's id; responses do not depend on the reason")
    func reasonInTheLog() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            _ = try await fixture.users.disable("bob")
            let tokens = APITokenDirectory(tokens: fixture.stores.identity.apiTokens, revocations: fixture.revocations)
            let alice = try await fixture.users.user("alice")
            for token in try await tokens.list() where token.owner == .user(alice.id) {
                _ = try await tokens.remove(token.id)
            }
            var bodies: Set<String> = []
            for (token, reason) in [(fixture.alice, "it may have been removed"), (fixture.bob, "its user is disabled")]
            {
                let answer = try await call(.get, "/v1/working-memory", token: token)
                let id = try #require(answer.headers[.requestID])
                bodies.insert(answer.text.replacing(id, with: "ID"))
                let lines = fixture.log.lines.filter { $0.contains("credential refused") && $0.contains(id) }
                #expect(lines.count == 1 && lines.allSatisfy { $0.hasPrefix("notice") && $0.contains(reason) })
                #expect(!fixture.log.text.contains(token))
            }
            #expect(bodies.count == 1)
        }
    }

    @Test("The response to a wrongly presented token says what to change")
    func advice() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve { (call) async throws in
            for (value, hint) in [
                (fixture.alice, "Send the header Authorization: Bearer <token>."),
                ("Bearer \"\(fixture.alice)\"", "Send the token without the quotes around it."),
                ("Bearer \(fixture.alice.dropLast(4))", "This is not a complete API token; copy it again."),
                ("Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWI", "This is not a complete access token; copy it again."),
                ("Bearer eyJhbGciOiJSUz", "This is not a complete access token; copy it again."),
                ("Bearer amf_abc", "This is a refresh token. Send the access_token that came with it."),
                (
                    "Bearer ams_abc",
                    "This is a client secret. Send an access token from the token endpoint, or an API token."
                ),
                ("Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.AAAA", nil),
                ("Bearer opaque", nil),
            ] {
                for path in ["/v1/working-memory", "/mcp"] {
                    let answer = try await call(path == "/mcp" ? .post : .get, path, headers: [.authorization: value])
                    #expect(answer.status == 401 && answer.json["hint"]?.string == hint)
                }
            }
        }
    }

    @Test func theCredentialIsCheckedBeforeTheBodyIsRead() async throws {
        try await ServerFixture().serve { (call) async throws in
            #expect(try await call(.put, "/v1/working-memory/s", body: "{bad").status == 401)
        }
    }

    @Test func wrongTokensOfAnAddressAreLimitedButValidTokensInUseStillWork() async throws {
        let fixture = try await ServerFixture()
        try await fixture.serve(failures: FailureLimit(perMinute: 2), live: true) { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", token: fixture.alice).status == 200)
            for _ in 0..<2 { #expect(try await call(.get, "/v1/working-memory", token: "wrong").status == 401) }
            let limited = try await call(.get, "/v1/working-memory", token: "wrong")
            #expect(limited.status == 429)
            #expect(limited.headers[.retryAfter] == "30")
            #expect(try await call(.get, "/v1/working-memory", token: fixture.alice).status == 200)
        }
    }

    @Test func openPathsNeedNoToken() async throws {
        try await ServerFixture().serve { (call) async throws in
            for endpoint in Endpoint.allCases where endpoint.isOpen {
                let path = endpoint.rawValue.replacing("{operation}", with: "postV1LongTermMemorySearch")
                let answer = try await call(.get, path)
                #expect(answer.status == 200, "\(endpoint)")
            }
        }
    }

    @Test func theChallengeLinksToTheMetadata() async throws {
        var options = HTTPOptions()
        options.resourceMetadata = "https://memory.example/.well-known/oauth-protected-resource"
        try await ServerFixture().serve(options) { (call) async throws in
            let challenge = try await call(.get, "/v1/working-memory").headers[.wwwAuthenticate]
            #expect(
                challenge
                    == Self.bare + ", resource_metadata=\"https://memory.example/.well-known/oauth-protected-resource\""
            )
        }
    }

    @Test func the403NamesTheMissingScope() async throws {
        let fixture = try await ServerFixture()
        let token = try await fixture.token(of: "alice", scopes: .read)
        try await fixture.serve { (call) async throws in
            let answer = try await call(.put, "/v1/working-memory/s", token: token, json: [:])
            #expect(answer.status == 403)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.contains("error=\"insufficient_scope\""))
            #expect(challenge.contains("scope=\"memory:write\""))
        }
    }
}
