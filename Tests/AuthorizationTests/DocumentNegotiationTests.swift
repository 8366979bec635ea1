import Authorization
import Base
import FoundationEssentials
import Identity
import JOSE
import TestSupport
import Testing

@Suite("Client ID metadata documents, what is negotiated") struct DocumentNegotiationTests {
    /// As ChatGPT publishes it (November 2026).
    private static let chatGPT: [String: JSONValue] = [
        "client_id": "https://chatgpt.com/oauth/abc/client.json", "client_uri": "https://chatgpt.com/",
        "redirect_uris": ["https://chatgpt.com/connector/oauth/abc"],
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "client_name": "ChatGPT",
        "token_endpoint_auth_method": "private_key_jwt", "token_endpoint_auth_signing_alg": "RS256",
        "jwks_uri": "https://chatgpt.com/oauth/jwks.json",
    ]

    private func client(_ changes: [String: JSONValue]) throws -> Client {
        let url = try #require(ClientDocumentURL("https://chatgpt.com/oauth/abc/client.json"))
        let document = Self.chatGPT.merging(changes) { _, new in new }
        return try Client(document: .object(document), at: url, fetchedAt: People.dawn)
    }

    private struct Documents: ClientDocumentSource {
        let client: Client
        func client(_ url: ClientDocumentURL, at now: Timestamp) async throws -> Client { client }
    }

    private struct Keys: ClientKeySource {
        let sets: [String: JWKSet]
        func keys(at uri: String, now: Timestamp) async throws -> JWKSet {
            guard let set = sets[uri] else { throw Fault(.invalidClient, "no keys at \(uri)") }
            return set
        }
        func newerKeys(at uri: String, now: Timestamp) async -> JWKSet? { nil }
    }

    @Test("RFC 7523 §3 the keys are those at jwks_uri, also on another host: the document decides, and only by https")
    func keysOnAnotherHost() async throws {
        let (theirs, other) = (try SigningKey.generate(.es256), try SigningKey.generate(.es256))
        let place = "https://keys.example/jwks"
        let client = try client(["jwks_uri": .string(place)])
        let keys = Keys(sets: [
            place: JWKSet(keys: [theirs.verificationKey]),
            "https://chatgpt.com/oauth/jwks.json": JWKSet(keys: [other.verificationKey]),
        ])
        let fixture = try await AuthorizationFixture { options in
            options.documents = Documents(client: client)
            options.clientKeys = keys
        }
        for (number, row) in [(theirs, nil), (other, .invalidClient)].enumerated()
            as EnumeratedSequence<[(SigningKey, FaultCode?)]>
        {
            let id = JSONValue.string(client.id.rawValue)
            let assertion = try JWSSigner(key: row.0, type: "JWT").sign([
                "iss": id, "sub": id, "aud": .string(AuthorizationFixture.issuer), "jti": .string("j\(number)"),
                "exp": .integer(fixture.now.seconds + 300), "iat": .integer(fixture.now.seconds),
            ])
            let form = FormParameters([
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", assertion),
            ])
            let code = await faultCode {
                _ = try await fixture.authenticator.authenticate(form, authorization: nil, at: fixture.now)
            }
            #expect(code == row.1)
        }
        #expect(await faultCode { _ = try self.client(["jwks_uri": "http://keys.example/jwks"]) } == .invalidClient)
    }

    @Test(
        "RFC 7591 §2 grant and response types that are not offered are left out, not refused",
        arguments: [
            (
                ["grant_types": ["authorization_code", "implicit", "refresh_token"]],
                [.authorizationCode, .refreshToken]
            ),
            (
                [
                    "grant_types": [
                        "authorization_code", "urn:ietf:params:oauth:grant-type:device_code",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    ]
                ], [.authorizationCode]
            ),
            (["grant_types": ["authorization_code", "client_credentials"]], [.authorizationCode]),
            (["response_types": ["code", "code id_token", "none"]], [.authorizationCode, .refreshToken]),
            (["response_types": ["id_token", "code"]], [.authorizationCode, .refreshToken]),
        ] as [([String: JSONValue], Set<GrantType>)]
    )
    func typesAreNegotiated(changes: [String: JSONValue], types: Set<GrantType>) throws {
        #expect(try client(changes).grantTypes == types)
    }

    @Test(
        "A document with nothing that is offered is refused with a reason",
        arguments: [
            ["response_types": ["token"]], ["grant_types": ["implicit"]], ["grant_types": "authorization_code"],
            ["token_endpoint_auth_method": "client_secret_post"],
            ["token_endpoint_auth_methods_supported": ["client_secret_basic"], "token_endpoint_auth_method": .null]
                .merging(["token_endpoint_auth_method": "client_secret_basic"]) { _, new in new },
            ["token_endpoint_auth_method": "tls_client_auth"], ["jwks_uri": .null],
        ] as [[String: JSONValue]]
    )
    func nothingIsLeft(changes: [String: JSONValue]) async {
        #expect(await faultCode { _ = try client(changes) } == .invalidClient)
    }

    @Test(
        "Of several ways to authenticate those that are offered count, and none makes the client public",
        arguments: [
            ([:], .privateKeyJWT),
            (["token_endpoint_auth_methods_supported": ["none", "private_key_jwt"]], .none),
            (["token_endpoint_auth_methods_supported": ["private_key_jwt", "tls_client_auth"]], .privateKeyJWT),
            (["token_endpoint_auth_methods_supported": ["client_secret_post", "none"]], .none),
            (["token_endpoint_auth_method": ["private_key_jwt", "none"]], .none),
            (["token_endpoint_auth_method": ["private_key_jwt"]], .privateKeyJWT),
            (["token_endpoint_auth_method": "none"], .none), (["token_endpoint_auth_method": .null], .none),
        ] as [([String: JSONValue], ClientAuthenticationMethod)]
    )
    func methodsAreNegotiated(changes: [String: JSONValue], method: ClientAuthenticationMethod) throws {
        #expect(try client(changes).method == method)
    }
}
