import Base
import FoundationEssentials
import Identity
import JOSE
import TestSupport
import Testing

@Suite("Clients (RFC 7591, RFC 7592, RFC 6749 §2.3, RFC 7523)") struct ClientTests {
    /// The bodies that known clients send.
    static let known: [(String, JSONValue)] = [
        (
            "mcp SDK",
            [
                "response_types": ["code"], "scope": "memory:read memory:write", "client_name": "mcp",
                "redirect_uris": ["http://127.0.0.1:9876/callback"], "token_endpoint_auth_method": "none",
                "grant_types": ["authorization_code", "refresh_token"], "application_type": "native", "client_uri": nil, "contacts": nil,
            ]
        ),
        (
            "VS Code",
            [
                "client_name": "Visual Studio Code", "client_uri": "https://code.visualstudio.com",
                "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
                "response_types": ["code"],
                "redirect_uris": [
                    "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/", "http://127.0.0.1:33418/",
                ], "token_endpoint_auth_method": "none", "application_type": "native",
            ]
        ),
        (
            "Cline",
            [
                "client_name": "Cline", "redirect_uris": ["http://127.0.0.1:1456/mcp/oauth/callback"],
                "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
            ]
        ),
        (
            "Witsy",
            [
                "client_name": "Witsy", "redirect_uris": ["http://localhost:8090/mcp/callback"],
                "token_endpoint_auth_method": "client_secret_post",
            ]
        ),
        (
            "mcp-remote",
            [
                "client_name": "MCP CLI Client", "redirect_uris": ["http://localhost:3334/oauth/callback"],
                "token_endpoint_auth_method": "none", "software_id": "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d", "software_version": "0.1.38",
            ]
        ),
        ("Claude", ["client_name": "Claude", "redirect_uris": ["https://claude.ai/api/mcp/auth_callback"]]),
    ]

    @Test(arguments: known.indices)
    func registersEveryKnownClient(index: Int) async throws {
        let court = try await Court()
        let registered = try await court.registration.register(Self.known[index].1, initialAccessToken: nil, at: court.now)
        #expect(registered.client.grantTypes.isSuperset(of: [.authorizationCode]))
        #expect((registered.secret != nil) == registered.client.method.usesSecret)
        #expect(registered.registrationToken != nil)
        #expect(try await court.stores.clients.client(registered.client.id) == registered.client)
    }

    @Test(
        arguments: [
            (["redirect_uris": []], .invalidRedirectURI), (["redirect_uris": ["http://example.com/cb"]], .invalidRedirectURI),
            (["redirect_uris": ["javascript:alert(1)"]], .invalidRedirectURI), (["redirect_uris": "x"], .invalidClientMetadata),
            (["redirect_uris": [5]], .invalidClientMetadata), (["grant_types": ["password"]], .invalidClientMetadata),
            (["grant_types": ["client_credentials"]], .invalidClientMetadata), (["response_types": ["token"]], .invalidClientMetadata),
            (["token_endpoint_auth_method": "tls_client_auth"], .invalidClientMetadata),
            (["token_endpoint_auth_method": "private_key_jwt"], .invalidClientMetadata), (["client_name": 5], .invalidClientMetadata),
            (["logo_uri": "javascript:x"], .invalidClientMetadata),
            (["application_type": "web", "redirect_uris": ["http://127.0.0.1/cb"]], .invalidRedirectURI),
        ] as [([String: JSONValue], FaultCode)])
    func refusesMetadata(changes: [String: JSONValue], expected: FaultCode) async throws {
        let court = try await Court()
        #expect(await faultCode { _ = try await court.client(changes) } == expected)
    }

    @Test func namesLoseWhatMakesThemLookLikeOthers() async throws {
        let court = try await Court()
        let client = try await court.client(["client_name": "Of\u{202e}ficial\u{0000}\u{200b}"]).client
        #expect(client.name == "Official")
    }

    @Test func nobodyRegistersThemselvesAnAdministrator() async throws {
        let court = try await Court()
        #expect(try await !court.client(["scope": "memory:read memory:admin"]).client.scopes.contains(.memoryAdmin))
    }

    @Test func registrationIsBounded() async throws {
        let court = try await Court()
        let small = ClientRegistration(clients: court.stores.clients, random: court.random, policy: .open, limit: 1)
        let body: JSONValue = ["redirect_uris": ["http://127.0.0.1/cb"]]
        _ = try await small.register(body, initialAccessToken: nil, at: court.now)
        #expect(await faultCode { _ = try await small.register(body, initialAccessToken: nil, at: court.now) } == .unavailable)
    }

    @Test func managementNeedsItsOwnToken() async throws {
        let court = try await Court()
        let (mine, other) = (try await court.client(), try await court.client())
        let secret = try #require(mine.registrationToken)
        let token = try #require(BearerToken(secret.reveal()))
        #expect(try await court.registration.read(mine.client.id, token: token).client == mine.client)
        #expect(await faultCode { _ = try await court.registration.read(other.client.id, token: token) } == .invalidToken)
        let renamed = try await court.registration.update(
            mine.client.id, ["client_name": "New", "redirect_uris": [.string(Court.redirect)], "token_endpoint_auth_method": "none"],
            token: token)
        #expect(renamed.client.name == "New")
        try await court.registration.delete(mine.client.id, token: token)
        #expect(await faultCode { _ = try await court.registration.read(mine.client.id, token: token) } == .invalidToken)
    }

    @Test(arguments: [ClientAuthenticationMethod.clientSecretBasic, .clientSecretPost])
    func secretsAreCheckedInTheHeaderAndInTheBody(method: ClientAuthenticationMethod) async throws {
        let court = try await Court()
        let registered = try await court.client(["token_endpoint_auth_method": .string(method.rawValue)])
        let id = registered.client.id.rawValue
        let secret = try #require(registered.secret).reveal()
        func basic(_ secret: String) -> String { "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString() }
        let cases: [(form: [(String, String)], header: String?, works: Bool)] = [
            ([("client_id", id)], basic(secret), true), ([], basic(secret), true),
            ([("client_id", id), ("client_secret", secret)], nil, true),
            ([("client_id", id), ("client_secret", secret)], basic(secret), false),
            ([("client_id", id)], nil, false), ([("client_id", id), ("client_secret", "wrong")], nil, false),
            ([("client_id", "amc_other")], basic(secret), false), ([], basic("wrong"), false), ([], "Basic %%%", false),
        ]
        for (form, header, works) in cases {
            let client = try? await court.authenticator.authenticate(FormParameters(form), authorization: header, at: court.now)
            #expect((client != nil) == works, "\(form.map(\.0)) \(header != nil)")
        }
    }

    @Test func anAssertionProvesAClientOnce() async throws {
        let court = try await Court()
        let key = try SigningKey.generate(.es256)
        let registered = try await court.client([
            "token_endpoint_auth_method": "private_key_jwt", "jwks": ["keys": [key.publicJWK.json]],
        ])
        let id = registered.client.id.rawValue
        func attempt(_ changes: [String: JSONValue] = [:], key: SigningKey) async throws -> Bool {
            var claims: [String: JSONValue] = [
                "iss": .string(id), "sub": .string(id), "aud": .string(Court.issuer), "jti": "j1",
                "exp": .integer(court.now.advanced(by: .seconds(300)).seconds), "iat": .integer(court.now.seconds),
            ]
            claims.merge(changes) { _, new in new }
            let assertion = try JWSSigner(key: key, type: "JWT").sign(claims)
            let form = FormParameters([
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion),
            ])
            return (try? await court.authenticator.authenticate(form, authorization: nil, at: court.now)) != nil
        }
        let wrong: [[String: JSONValue]] = [
            ["aud": .string("\(Court.issuer)/oauth/token")], ["aud": [.string(Court.issuer), "https://other.example"]],
            ["iss": "amc_other"],
            ["exp": .integer(court.now.advanced(by: .seconds(31_536_000)).seconds)], ["exp": .integer(court.now.seconds - 100)],
            ["exp": .null],
            ["jti": .null],
        ]
        for changes in wrong { #expect(try await !attempt(changes, key: key), "\(changes.keys)") }
        #expect(try await !attempt(key: SigningKey.generate(.es256)))
        #expect(try await attempt(key: key))
        #expect(try await !attempt(key: key), "a replay")
        #expect(try await attempt(["jti": "j2"], key: key))
    }

    @Test func aClientActsForItselfOnlyWhereAnAdministratorPutIt() async throws {
        let court = try await Court()
        let team = People.team("team")
        _ = try await court.backend.identity.workspaces.add(team)
        let secret = Secret("ams_secret")
        var client = Client(
            id: ID("amc_service"), origin: .preregistered, method: .clientSecretPost, grantTypes: [.clientCredentials], createdAt: court.now
        )
        client.secretDigest = Digest256(of: secret)
        _ = try await court.stores.clients.add(client, limit: nil)
        let form: [String: String?] = ["grant_type": "client_credentials", "client_id": "amc_service", "client_secret": secret.reveal()]
        #expect(await faultCode { _ = try await court.post(form) } == .unauthorizedClient)
        client.workspace = team.id
        _ = try await court.stores.clients.update(client)
        let response = try await court.post(form)
        #expect(response.refreshToken == nil)
        let principal = try #require(await court.principal(response.accessToken))
        #expect(principal.kind == .service)
        #expect(principal.entries.map(\.workspace) == [team.id])
        #expect(await faultCode { _ = try await court.post(form.merging(["scope": "memory:admin"]) { _, new in new }) } == .invalidScope)
    }

    @Test(
        arguments: [
            (["client_id": "https://client.example/other"], false), (["client_secret": "x"], false),
            (["token_endpoint_auth_method": "client_secret_basic"], false), (["client_name": .null], false), (["redirect_uris": []], false),
            ([:], true),
        ] as [([String: JSONValue], Bool)])
    func documentsAreCheckedAgainstTheirURL(changes: [String: JSONValue], works: Bool) throws {
        let url = try #require(ClientDocumentURL("https://client.example/metadata.json"))
        let document: [String: JSONValue] = [
            "client_id": .string(url.text), "client_name": "Client", "redirect_uris": ["http://localhost/callback"],
        ]
        let json = JSONValue.object(document.merging(changes) { _, new in new })
        #expect(((try? Client(document: json, at: url, fetchedAt: People.dawn)) != nil) == works)
    }

    @Test(arguments: [
        "https://client.example", "https://client.example/", "http://client.example/m", "https://u@client.example/m",
        "https://client.example/m#f", "https://client.example/a/../m", "https://client.example/m?q=1", "amc_x",
    ])
    func onlySomeURLsAreClientIDs(text: String) {
        #expect(ClientDocumentURL(text) == nil)
    }
}
