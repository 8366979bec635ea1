import Base
import HTTPTypes
import Identity
import Testing

@testable import HTTPAPI

@Suite("RFC 6750, tokens that are refused or lack scopes") struct RFC6750ScopeTests {
    @Test("token substitution: REST and MCP refuse tokens that are not access tokens for this server")
    func substitution() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let tokens = try await client.tokens([("scope", "openid memory:read")])
            let refresh = try #require(tokens["refresh_token"]?.string)
            let idToken = try #require(tokens["id_token"]?.string)
            let code = try await client.code()
            let management = try #require(
                await call(.post, "/oauth/register", json: ["redirect_uris": ["https://c.example/cb"]]).json[
                    "registration_access_token"
                ]?
                .string
            )
            for token in [refresh, idToken, code, management] {
                #expect(try await call(.get, "/v1/working-memory", token: token).status == 401)
                #expect(
                    try await call(.post, "/mcp", token: token, json: ["jsonrpc": "2.0", "id": 1, "method": "ping"])
                        .status == 401
                )
            }
        }
    }

    @Test("RFC 6750 §3.1 a 403 names the missing scope")
    func missingScope() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call)
            let token = try #require(await client.tokens([("scope", "memory:read")])["access_token"]?.string)
            let answer = try await call(.put, "/v1/working-memory/s", token: token, json: ["messages": []])
            #expect(answer.status == 403)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(challenge.contains("error=\"insufficient_scope\"") && challenge.contains("scope=\"memory:write\""))
        }
    }

    @Test("RFC 6750 §3.1 /mcp tells a client with openid alone which scopes to request, and grants them")
    func withoutMemoryScopes() async throws {
        try await OAuthFixture().serve { (call) async throws in
            let client = try await ClientApplication(call, ["scope": "openid email profile"])
            let token = try #require(await client.tokens([("scope", "openid")])["access_token"]?.string)
            let answer = try await call.rpc("tools/list", token: token)
            #expect(answer.status == 403)
            let challenge = try #require(answer.headers[.wwwAuthenticate])
            #expect(
                challenge.contains("error=\"insufficient_scope\"")
                    && challenge.contains("scope=\"memory:read memory:write\"")
            )
            let wider = try await client.tokens([("scope", "memory:read memory:write")])
            #expect(wider["scope"] == "memory:read memory:write")
            let list = try await call.rpc("tools/list", token: try #require(wider["access_token"]?.string))
            #expect(list.json["result"]?["tools"]?.array?.isEmpty == false)
        }
    }
}
