import Base
import HTTPTypes
import HummingbirdTesting
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

/// Facts of the Redis server's answers, RFC 6750 §2 and §3.
@Suite("RFC 6750, bearer tokens over HTTP") struct BearerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let headers: HTTPFields
        var path = "/v1/working-memory"
        let answer: String
        let challenge: String?
    }

    private static let bare = "Bearer realm=\"agent-memory\", scope=\"memory:read memory:write\""
    private static let invalid =
        "Bearer realm=\"agent-memory\", error=\"invalid_token\", error_description=\"Invalid token\", scope=\"memory:read memory:write\""

    @Test(arguments: [
        Case(testDescription: "nothing", headers: [:], answer: "401 Missing authorization header", challenge: bare),
        Case(
            testDescription: "another scheme", headers: [.authorization: "Basic YTpi"], answer: "401 Missing bearer token",
            challenge: bare),
        Case(testDescription: "no token", headers: [.authorization: "Bearer"], answer: "401 Missing bearer token", challenge: bare),
        Case(testDescription: "an empty token", headers: [.authorization: "Bearer "], answer: "401 Missing bearer token", challenge: bare),
        Case(
            testDescription: "an unknown token", headers: [.authorization: "Bearer nobody"], answer: "401 Invalid token",
            challenge: invalid),
        Case(testDescription: "an unknown key", headers: [.apiKey: "nobody"], answer: "401 Invalid token", challenge: invalid),
        Case(
            testDescription: "two credentials", headers: [.authorization: "Bearer one", .apiKey: "two"],
            answer: "400 Send exactly one credential.", challenge: nil),
    ])
    func whatIsNotAValidTokenIsRefusedInTheKnownWords(example: Case) async throws {
        try await House().serve { (call) async throws in
            let answer = try await call(.get, example.path, headers: example.headers)
            #expect(answer.words == example.answer)
            #expect(answer.headers[.wwwAuthenticate] == example.challenge)
        }
    }

    @Test(arguments: ["access_token", "token", "api_key", "X-API-Key"])
    func aTokenInTheQueryIsNotUsed(name: String) async throws {
        let house = try await House()
        try await house.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory?\(name)=\(house.alice)").words == "401 Missing authorization header")
        }
    }

    @Test func aTokenIsTakenFromEitherHeader() async throws {
        let house = try await House()
        try await house.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", headers: [.authorization: "bearer \(house.alice)"]).status == 200)
            #expect(try await call(.get, "/v1/working-memory", headers: [.apiKey: house.alice]).status == 200)
        }
    }

    @Test func anExpiredTokenIsToldSo() async throws {
        let house = try await House()
        let token = try await house.token(of: "alice", days: 1)
        house.clock.advance(by: .seconds(86_400))
        try await house.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", token: token).words == "401 Token has expired")
        }
    }

    @Test func aRevokedTokenIsRefusedAtOnceThoughItWasCached() async throws {
        let house = try await House()
        try await house.serve { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", token: house.alice).status == 200)
            let tokens = APITokenDirectory(tokens: house.stores.identity.apiTokens, revocations: house.revocations)
            for token in try await tokens.list() { _ = try await tokens.remove(token.id) }
            #expect(try await call(.get, "/v1/working-memory", token: house.alice).words == "401 Invalid token")
        }
    }

    @Test func theCredentialIsJudgedBeforeTheBody() async throws {
        try await House().serve { (call) async throws in
            #expect(try await call(.put, "/v1/working-memory/s", body: "{bad").status == 401)
        }
    }

    @Test func wrongTokensOfOneAddressAreLimitedAndGoodOnesInUseAreNot() async throws {
        let house = try await House()
        try await house.serve(failures: FailureLimit(perMinute: 2), live: true) { (call) async throws in
            #expect(try await call(.get, "/v1/working-memory", token: house.alice).status == 200)
            for _ in 0..<2 { #expect(try await call(.get, "/v1/working-memory", token: "wrong").status == 401) }
            let limited = try await call(.get, "/v1/working-memory", token: "wrong")
            #expect(limited.status == 429)
            #expect(limited.headers[.retryAfter] == "30")
            #expect(try await call(.get, "/v1/working-memory", token: house.alice).status == 200)
        }
    }

    @Test func whatIsOpenNeedsNoToken() async throws {
        try await House().serve { (call) async throws in
            for endpoint in Endpoint.allCases where endpoint.isOpen {
                let answer = try await call(.get, endpoint.rawValue)
                #expect(answer.status == 200, "\(endpoint)")
            }
        }
    }

    @Test func theChallengePointsToTheMetadata() async throws {
        var options = HTTPOptions()
        options.resourceMetadata = "https://memory.example/.well-known/oauth-protected-resource"
        try await House().serve(options) { (call) async throws in
            let challenge = try await call(.get, "/v1/working-memory").headers[.wwwAuthenticate]
            #expect(
                challenge
                    == Self.bare + ", resource_metadata=\"https://memory.example/.well-known/oauth-protected-resource\"")
        }
    }

    @Test func aMissingScopeIsNamed() async throws {
        let house = try await House()
        let token = try await house.token(of: "alice", scopes: .read)
        try await house.serve { (call) async throws in
            let answer = try await call(.put, "/v1/working-memory/s", token: token, json: [:])
            #expect(answer.status == 403)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.contains("error=\"insufficient_scope\""))
            #expect(challenge.contains("scope=\"memory:write\""))
        }
    }
}
