import Authorization
import Base
import FoundationEssentials
import Identity
import TestSupport
import Testing

@Suite("RFC 6749, client authentication") struct ClientAuthenticationTests {
    /// The credentials that a client of this method presents, with {id}, {secret} and {other} (another client's secret)
    /// as placeholders.
    struct Attempt: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var form: [(String, String)] = []
        var basic: String?
        let expected: FaultCode?

        init(_ name: String, form: [(String, String)] = [], basic: String? = nil, _ expected: FaultCode? = nil) {
            testDescription = name
            self.form = form
            self.basic = basic
            self.expected = expected
        }
    }

    static let confidential: [Attempt] = [
        Attempt("Basic", basic: "{id}:{secret}"),
        Attempt("Basic with the id in the body too", form: [("client_id", "{id}")], basic: "{id}:{secret}"),
        Attempt("id and secret in the body", form: [("client_id", "{id}"), ("client_secret", "{secret}")]),
        Attempt(
            "twice",
            form: [("client_id", "{id}"), ("client_secret", "{secret}")],
            basic: "{id}:{secret}",
            .invalidRequest
        ),
        Attempt("no secret", form: [("client_id", "{id}")], .invalidClient),
        Attempt("an empty secret", basic: "{id}:", .invalidClient),
        Attempt(
            "a wrong secret in the body",
            form: [("client_id", "{id}"), ("client_secret", "wrong")],
            .invalidClient
        ),
        Attempt("a wrong secret in the header", basic: "{id}:wrong", .invalidClient),
        Attempt("another client's secret", basic: "{id}:{other}", .invalidClient),
        Attempt(
            "another client in the body",
            form: [("client_id", "amc_other")],
            basic: "{id}:{secret}",
            .invalidClient
        ),
        Attempt("an unknown client", basic: "amc_unknown:{secret}", .invalidClient),
        Attempt("no colon", basic: "{id}", .invalidClient),
        Attempt("nothing", .invalidClient),
        Attempt(
            "the id twice",
            form: [("client_id", "{id}"), ("client_id", "{id}"), ("client_secret", "{secret}")],
            .invalidRequest
        ),
        Attempt(
            "the secret twice",
            form: [("client_id", "{id}"), ("client_secret", "{secret}"), ("client_secret", "x")],
            .invalidRequest
        ),
    ]

    @Test(
        "§2.3.1 a secret is accepted in the header or in the body, but not in both",
        arguments: confidential,
        [ClientAuthenticationMethod.clientSecretBasic, .clientSecretPost]
    )
    func secrets(attempt: Attempt, method: ClientAuthenticationMethod) async throws {
        let fixture = try await AuthorizationFixture()
        let registered = try await fixture.client(["token_endpoint_auth_method": .string(method.rawValue)])
        let other = try await fixture.client(["token_endpoint_auth_method": .string(method.rawValue)])
        let (secret, foreign) = (try #require(registered.secret).reveal(), try #require(other.secret).reveal())
        func filled(_ text: String) -> String {
            text.replacing("{secret}", with: secret).replacing("{other}", with: foreign).replacing(
                "{id}",
                with: registered.client.id.rawValue
            )
        }
        let form = FormParameters(attempt.form.map { ($0.0, filled($0.1)) })
        let header = attempt.basic.map { "Basic " + Data(filled($0).utf8).base64EncodedString() }
        #expect(
            await faultCode {
                _ = try await fixture.authenticator.authenticate(form, authorization: header, at: fixture.now)
            }
                == attempt.expected
        )
    }

    @Test(
        "§2.3.1 an empty secret counts as absent in Basic and in the body: a public client is accepted with it and with no other secret"
    )
    func emptySecretOfAPublicClient() async throws {
        let fixture = try await AuthorizationFixture()
        let id = try await fixture.client().client.id.rawValue
        func attempt(_ form: [(String, String)], basic: String? = nil) async -> FaultCode? {
            let header = basic.map { "Basic " + Data($0.utf8).base64EncodedString() }
            return await faultCode {
                _ = try await fixture.authenticator.authenticate(
                    FormParameters(form),
                    authorization: header,
                    at: fixture.now
                )
            }
        }
        #expect(await attempt([], basic: "\(id):") == nil)
        #expect(await attempt([("client_id", id)], basic: "\(id):") == nil)
        #expect(await attempt([("client_id", id), ("client_secret", "")]) == nil)
        #expect(await attempt([], basic: "\(id):x") == .invalidClient)
        #expect(await attempt([], basic: "\(id)") == .invalidClient)
    }

    @Test(
        "§2.3.1 both halves of Basic are form-encoded",
        arguments: [("a:b", "a%3Ab"), ("a%b", "a%25b"), ("a b", "a+b"), ("é", "%C3%A9")]
    )
    func basicIsFormEncoded(secret: String, encoded: String) async throws {
        let fixture = try await AuthorizationFixture()
        var client = Client(
            id: ID("amc_\(secret)"),
            origin: .preregistered,
            method: .clientSecretBasic,
            createdAt: fixture.now
        )
        client.secretDigest = Digest256(of: Secret(secret))
        _ = try await fixture.stores.clients.add(client, limit: nil)
        let header = "basic " + Data("amc_\(encoded):\(encoded)".utf8).base64EncodedString()
        _ = try await fixture.authenticator.authenticate(FormParameters([]), authorization: header, at: fixture.now)
    }

    @Test("§2.3.1 a malformed Basic header is refused", arguments: ["Basic %%%", "Basic", "Basic /w==", "Basic YW1j"])
    func brokenBasic(header: String) async throws {
        let fixture = try await AuthorizationFixture()
        let code = await faultCode {
            _ = try await fixture.authenticator.authenticate(FormParameters([]), authorization: header, at: fixture.now)
        }
        #expect(code == .invalidClient)
    }

    @Test("§2.1 a public client cannot become confidential by sending a secret", arguments: [true, false])
    func aPublicClientStaysPublic(inHeader: Bool) async throws {
        let fixture = try await AuthorizationFixture()
        let id = try await fixture.client().client.id.rawValue
        let header = inHeader ? "Basic " + Data("\(id):x".utf8).base64EncodedString() : nil
        let form = FormParameters([("client_id", id)] + (inHeader ? [] : [("client_secret", "x")]))
        #expect(
            await faultCode {
                _ = try await fixture.authenticator.authenticate(form, authorization: header, at: fixture.now)
            } == .invalidClient
        )
        _ = try await fixture.authenticated(#require(await fixture.stores.clients.client(ID(id))))
    }

    @Test("§5.2 an unknown client and a wrong secret get the same response")
    func oneResponse() async throws {
        let fixture = try await AuthorizationFixture()
        let id = try await fixture.client(["token_endpoint_auth_method": "client_secret_post"]).client.id.rawValue
        var words: Set<String> = []
        for (id, secret) in [(id, "wrong"), ("amc_unknown", "wrong"), (id, "")] {
            do {
                _ = try await fixture.authenticator.authenticate(
                    FormParameters([("client_id", id), ("client_secret", secret)]),
                    authorization: nil,
                    at: fixture.now
                )
            } catch let fault as Fault {
                words.insert("\(fault.code) \(fault.detail) \(fault.hints)")
            }
        }
        #expect(words.count == 1)
    }
}
