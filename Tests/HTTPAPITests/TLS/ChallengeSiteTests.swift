import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import HTTPAPI

/// The port for HTTP without TLS.
@Suite struct ChallengeSiteTests {
    private let certificate: ServerCertificate

    init() throws { certificate = try ServerCertificate { nil } }

    private func send(_ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:]) async throws
        -> TestResponse
    {
        let site = ChallengeSite(certificate, origin: "https://memory.example:8443")
        return try await Application(responder: site).test(.router) { client in
            try await client.execute(uri: target, method: method, headers: headers)
        }
    }

    @Test("RFC 8555 §8.3: the proof of the challenge is a text; other tokens are unknown")
    func proof() async throws {
        try certificate.challenges.show(.http(token: "token_1", proof: "token_1.thumbprint"))
        let found = try await send(.get, "/.well-known/acme-challenge/token_1")
        #expect(found.status == .ok && String(buffer: found.body) == "token_1.thumbprint")
        for token in ["", "token_2", "token_1/", "token_1?x=1", "../token_1"] {
            #expect(try await send(.get, "/.well-known/acme-challenge/\(token)").status == .notFound, "\(token)")
        }
        certificate.challenges.clear()
        #expect(try await send(.get, "/.well-known/acme-challenge/token_1").status == .notFound)
    }

    @Test(
        "Browsers are sent to https at the public origin, whatever host they name",
        arguments: [
            "/", "/memories?a=b%20c", "//evil.example/", "/%0d%0ax: y",
        ]
    )
    func redirect(target: String) async throws {
        let response = try await send(.get, target)
        #expect(response.status == .permanentRedirect)
        #expect(response.headers[.location] == "https://memory.example:8443\(target)")
    }

    @Test("A request that writes, or shows a credential, is refused and not redirected")
    func refusals() async throws {
        for method in [HTTPRequest.Method.post, .put, .delete, .options] {
            #expect(try await send(method, "/v1/long-term-memory/").status == .forbidden)
        }
        let response = try await send(.get, "/v1/working-memory/", [.authorization: "Bearer amt_x"])
        #expect(response.status == .forbidden && response.headers[.location] == nil)
        #expect(!String(buffer: response.body).contains("amt_x"))
    }
}
