import Authorization
import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

/// An application over HTTP: it registers and redeems codes for tokens.
struct ClientApplication: Sendable {
    let call: Caller
    private(set) var id: String
    var secret: String?
    var redirect = OAuthFixture.redirect

    /// Registers the application.
    init(_ call: Caller, _ metadata: [String: JSONValue] = [:]) async throws {
        self.call = call
        let usual: [String: JSONValue] = [
            "client_name": "Test", "redirect_uris": [.string(OAuthFixture.redirect)],
            "token_endpoint_auth_method": "none",
            "grant_types": ["authorization_code", "refresh_token"],
        ]
        let answer = try await call(.post, "/oauth/register", json: .object(usual.merging(metadata) { _, new in new }))
        id = try #require(answer.json["client_id"]?.string, "\(answer.text)")
        secret = answer.json["client_secret"]?.string
        if case .array(let uris)? = metadata["redirect_uris"], let first = uris.first?.string { redirect = first }
    }

    /// The same application under another registration.
    func with(id: String, secret: String) -> ClientApplication {
        var copy = self
        (copy.id, copy.secret) = (id, secret)
        return copy
    }

    /// The parameters of an authorization request.
    func request(_ changes: [(String, String?)] = []) -> [(String, String)] {
        let usual = [
            ("response_type", "code"), ("client_id", id), ("redirect_uri", redirect), ("state", "x y"),
            ("code_challenge", PKCE.challenge(of: OAuthFixture.verifier)), ("code_challenge_method", "S256"),
            ("resource", OAuthFixture.resource), ("scope", "memory:read memory:write"),
        ]
        return changes.reduce(usual) { $0.replacing($1.0, with: $1.1) }
    }

    func query(_ changes: [(String, String?)] = []) -> String { request(changes).encoded }

    /// The form that redeems a code.
    func redemption(_ code: String) -> [(String, String)] {
        [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("client_id", id),
            ("code_verifier", OAuthFixture.verifier),
        ] + (secret.map { [("client_secret", $0)] } ?? [])
    }

    func post(_ form: [(String, String)], to path: String = "/oauth/token", headers: HTTPFields = [:]) async throws
        -> Answer
    {
        var all = headers
        if all[.contentType] == nil { all[.contentType] = "application/x-www-form-urlencoded" }
        return try await call(.post, path, headers: all, body: form.encoded)
    }

    func redeem(_ code: String) async throws -> Answer { try await post(redemption(code)) }

    func refresh(_ token: String) async throws -> Answer {
        try await post(
            [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", id)]
                + (secret.map { [("client_secret", $0)] } ?? [])
        )
    }

    /// A code from a complete flow: the person logs in and consents.
    func code(_ changes: [(String, String?)] = [], as name: String = "alice") async throws -> String {
        let browser = Browser(call)
        try await browser.logIn(name)
        let answer = try await browser.consent(query(changes))
        return try #require(answer.returned["code"], "\(answer.status) \(answer.location ?? answer.text)")
    }

    /// Tokens for alice's memories.
    func tokens(_ changes: [(String, String?)] = []) async throws -> JSONValue { try await redeem(code(changes)).json }
}
