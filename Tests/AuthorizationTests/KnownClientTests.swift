import Authorization
import Base
import Identity
import TestSupport
import Testing

/// The registrations and redirect URIs of the known MCP clients. The bodies come from their source or a trace where
/// available, otherwise from their documentation. Bodies and URIs are exactly as sent.
struct KnownClient: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let body: JSONValue
    /// Other redirect URIs that the same registration must accept: a loopback port is new at every start.
    let returns: [String]

    /// `code` and `refresh_token`, as all of them request.
    static let grants: JSONValue = ["authorization_code", "refresh_token"]

    static let all: [KnownClient] = [
        KnownClient(
            testDescription: "Claude (claude.ai, Desktop, mobile)",
            body: [
                "client_name": "Claude", "grant_types": grants, "response_types": ["code"],
                "token_endpoint_auth_method": "none",
                "scope": "memory:read memory:write", "redirect_uris": ["https://claude.ai/api/mcp/auth_callback"],
            ],
            returns: []
        ),
        KnownClient(
            testDescription: "Claude under its other name",
            body: ["client_name": "Claude", "redirect_uris": ["https://claude.com/api/mcp/auth_callback"]],
            returns: []
        ),
        KnownClient(
            testDescription: "Claude Code",
            body: [
                "client_name": "Claude Code (memory)", "redirect_uris": ["http://localhost:54545/callback"],
                "grant_types": grants,
                "response_types": ["code"], "token_endpoint_auth_method": "none",
            ],
            returns: ["http://localhost:3118/callback", "http://localhost/callback"]
        ),
        KnownClient(
            testDescription: "Cursor",
            body: [
                "client_name": "Cursor", "grant_types": grants, "response_types": ["code"],
                "token_endpoint_auth_method": "none",
                "redirect_uris": [
                    "cursor://anysphere.cursor-mcp/oauth/callback", "http://localhost:8787/callback",
                    "https://www.cursor.com/agents/mcp/oauth/callback",
                ],
            ],
            returns: ["http://localhost:8788/callback"]
        ),
        KnownClient(
            testDescription: "VS Code",
            body: [
                "client_name": "Visual Studio Code", "client_uri": "https://code.visualstudio.com",
                "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
                "response_types": ["code"],
                "redirect_uris": [
                    "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/",
                    "http://127.0.0.1:33418/",
                ], "scope": "memory:read memory:write", "token_endpoint_auth_method": "none",
                "application_type": "native",
            ],
            returns: ["http://127.0.0.1:50123/"]
        ),
        KnownClient(
            testDescription: "Cline",
            body: [
                "client_name": "Cline", "redirect_uris": ["http://127.0.0.1:1456/mcp/oauth/callback"],
                "response_types": ["code"],
                "token_endpoint_auth_method": "none", "grant_types": grants,
            ],
            returns: ["http://127.0.0.1:1461/mcp/oauth/callback"]
        ),
        KnownClient(
            testDescription: "Windsurf",
            body: [
                "client_name": "Windsurf", "redirect_uris": ["windsurf://codeium.windsurf/callback"],
                "grant_types": grants,
                "response_types": ["code"], "token_endpoint_auth_method": "none",
            ],
            returns: []
        ),
        KnownClient(
            testDescription: "Codex CLI",
            body: [
                "client_name": "Codex", "redirect_uris": ["http://127.0.0.1:49152/callback/AbCdEfGh_-01"],
                "grant_types": grants,
                "response_types": ["code"], "token_endpoint_auth_method": "none",
            ],
            returns: ["http://127.0.0.1:60999/callback/AbCdEfGh_-01"]
        ),
        KnownClient(
            testDescription: "Codex CLI, older builds",
            body: ["redirect_uris": ["http://127.0.0.1:49152/callback"], "token_endpoint_auth_method": "none"],
            returns: ["http://127.0.0.1:60999/callback"]
        ),
        KnownClient(
            testDescription: "Gemini CLI",
            body: [
                "client_name": "Gemini CLI MCP Client", "redirect_uris": ["http://localhost:7777/oauth/callback"],
                "grant_types": grants,
                "response_types": ["code"], "token_endpoint_auth_method": "none",
            ],
            returns: ["http://localhost:40404/oauth/callback"]
        ),
        KnownClient(
            testDescription: "Factory Droid",
            body: [
                "client_name": "Factory Droid", "redirect_uris": ["http://localhost:3000/callback"],
                "token_endpoint_auth_method": "none",
            ],
            returns: ["http://localhost:3001/callback"]
        ),
        KnownClient(
            testDescription: "Witsy",
            body: [
                "client_name": "Witsy", "redirect_uris": ["http://localhost:8090/mcp/callback"], "grant_types": grants,
                "response_types": ["code"], "token_endpoint_auth_method": "client_secret_post",
            ],
            returns: ["http://localhost:8091/mcp/callback"]
        ),
        KnownClient(
            testDescription: "Augment",
            body: [
                "client_name": "Augment", "redirect_uris": ["http://localhost:9413/callback"],
                "token_endpoint_auth_method": "none",
            ],
            returns: ["http://localhost:9414/callback"]
        ),
        KnownClient(
            testDescription: "mcp-remote (Roo Code, Enconvo, Claude Desktop on a local network)",
            body: [
                "redirect_uris": ["http://localhost:3334/oauth/callback"], "token_endpoint_auth_method": "none",
                "grant_types": grants,
                "response_types": ["code"], "client_name": "MCP CLI Client",
                "client_uri": "https://github.com/modelcontextprotocol/mcp-cli",
                "software_id": "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d", "software_version": "0.1.38",
            ],
            returns: ["http://localhost:3335/oauth/callback", "http://localhost:49151/oauth/callback"]
        ),
        KnownClient(
            testDescription: "ChatGPT",
            body: [
                "client_name": "ChatGPT", "token_endpoint_auth_method": "none", "grant_types": grants,
                "response_types": ["code"],
                "redirect_uris": [
                    "https://chatgpt.com/connector_platform_oauth_redirect", "https://chatgpt.com/connector/oauth/a1B2",
                ],
            ],
            returns: []
        ),
        KnownClient(
            testDescription: "the official Python SDK (mcp 2.3.0)",
            body: [
                "response_types": ["code"], "scope": "memory:read memory:write offline_access", "client_name": "mcp",
                "redirect_uris": ["http://127.0.0.1:9876/callback"], "token_endpoint_auth_method": "none",
                "grant_types": grants,
                "application_type": "native", "client_uri": nil, "logo_uri": nil, "contacts": nil, "tos_uri": nil,
                "jwks": nil,
            ],
            returns: ["http://127.0.0.1:9877/callback"]
        ),
        KnownClient(
            testDescription: "fastmcp 4.1.6",
            body: [
                "client_name": "FastMCP Client", "redirect_uris": ["http://localhost:41237/callback"],
                "response_types": ["code"],
                "token_endpoint_auth_method": "none", "grant_types": grants, "scope": "memory:read memory:write",
                "application_type": "native",
            ],
            returns: ["http://localhost:52001/callback"]
        ),
    ]
}

@Suite("Known clients") struct KnownClientTests {
    @Test(
        "each client's body is accepted unchanged, with a secret only if the client asked for one",
        arguments: KnownClient.all
    )
    func registersEveryKnownClient(known: KnownClient) async throws {
        let fixture = try await AuthorizationFixture()
        let registered = try await fixture.registration.register(known.body, initialAccessToken: nil, at: fixture.now)
        let client = registered.client
        #expect(client.grantTypes == [.authorizationCode, .refreshToken])
        #expect(client.method.rawValue == known.body["token_endpoint_auth_method"]?.string ?? "client_secret_basic")
        #expect((registered.secret != nil) == client.method.usesSecret)
        #expect(client.redirectURIs.map { JSONValue.string($0.text) } == known.body["redirect_uris"]?.array)
        #expect(client.name == known.body["client_name"]?.string)
        #expect(try await fixture.stores.clients.client(client.id) == client)
    }

    @Test(
        "each client gets a code and tokens at each of its redirect URIs, and at an unregistered loopback port",
        arguments: KnownClient.all
    )
    func authorizesEveryKnownClient(known: KnownClient) async throws {
        let fixture = try await AuthorizationFixture()
        let registered = try await fixture.registration.register(known.body, initialAccessToken: nil, at: fixture.now)
        let secret = registered.secret.map { ["client_secret": $0.reveal()] } ?? [:]
        for uri in registered.client.redirectURIs.map(\.text) + known.returns {
            let code = try await fixture.code(registered.client, ["redirect_uri": uri])
            let form = secret.merging(["redirect_uri": uri]) { _, new in new }
            let response = try await fixture.exchange(code, registered.client, form)
            #expect(try await fixture.principal(response.accessToken)?.userName == "alice", "\(uri)")
            #expect(response.refreshToken != nil)
        }
    }

    @Test("no client gets a response at an unregistered path, host or scheme", arguments: KnownClient.all)
    func refusesOtherRedirectURIs(known: KnownClient) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.registration.register(known.body, initialAccessToken: nil, at: fixture.now)
            .client
        for uri in client.redirectURIs.map(\.text) + known.returns {
            let others = [
                uri + "/x", uri + "?x=1", uri.replacing("://", with: "://evil."),
                uri.replacing("http://127.0.0.1", with: "http://localhost"),
                uri.replacing("http://localhost", with: "http://127.0.0.1"), uri.replacing("https://", with: "http://"),
            ]
            for other in others where other != uri {
                let code = await faultCode {
                    _ = try await fixture.server.target(fixture.query(client, ["redirect_uri": other]), at: fixture.now)
                }
                #expect(code == .invalidRequest, "\(other)")
            }
        }
    }
}
