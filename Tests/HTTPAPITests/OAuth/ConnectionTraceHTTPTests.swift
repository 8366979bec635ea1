import Authorization
import Base
import HTTPTypes
import Identity
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("The trace of connecting clients over HTTP") struct ConnectionTraceHTTPTests {
    private func walks(_ fixture: OAuthFixture) async throws -> [ConnectionWalk] {
        try await fixture.trace.write()
        return ConnectionWalk.all(in: try await fixture.server.stores.authorization.traces.steps())
    }

    @Test("A whole walk is recorded with every stage, without any secret")
    func theWholeWalk() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.serve(live: true) { (call) async throws in
            _ = try await call(.get, "/.well-known/oauth-authorization-server", headers: [.userAgent: "Cursor/3.0"])
            let client = try await ClientApplication(call, ["client_name": "Cursor"])
            let code = try await client.code([("scope", "memory:read memory:write frobnicate")])
            let tokens = try await client.redeem(code).json
            let access = try #require(tokens["access_token"]?.string)
            let refresh = try #require(tokens["refresh_token"]?.string)
            #expect(try await call(.get, "/v1/working-memory", token: access).status == 200)

            let all = try await walks(fixture)
            let walk = try #require(all.first)
            #expect(all.count == 1 && walk.client == ID(client.id) && walk.name == "Cursor")
            #expect(walk.address == "127.0.0.1" && walk.steps.map(\.stage) == ConnectionStage.allCases)
            let stopped = walk.steps.filter { !$0.passed }
            #expect(stopped.isEmpty)
            let login = try #require(walk.steps.first { $0.stage == .login })
            #expect(login.remark == "It asked for scopes that do not exist here: frobnicate. They were left out.")
            let text = "\(all)"
            for secret in [code, access, refresh] { #expect(!text.contains(secret)) }
        }
    }

    @Test("A walk that stops says where and why")
    func stoppedWalks() async throws {
        let fixture = try await OAuthFixture()
        try await fixture.serve(live: true) { (call) async throws in
            let client = try await ClientApplication(call, ["client_name": "Zed"])
            func last(_ stage: ConnectionStage) async throws -> ConnectionStep {
                try #require(try await walks(fixture).first { $0.isOf("zed") }?.steps.last { $0.stage == stage })
            }
            _ = try await call(.get, "/oauth/authorize?\(client.query([("redirect_uri", "https://evil.example/cb")]))")
            var step = try await last(.login)
            #expect(!step.passed && step.remark == "The redirect URI is not one the application registered.")
            _ = try await call(.get, "/oauth/authorize?\(client.query())")
            step = try await last(.login)
            #expect(!step.passed && step.remark == "The person has not logged in yet.")
            let browser = Browser(call)
            try await browser.logIn()
            _ = try await browser.get("/oauth/authorize?\(client.query())")
            #expect(try await last(.login).passed)
            #expect(try await last(.consent).remark == "The person has not decided yet.")
            _ = try await browser.consent(client.query(), decision: "deny")
            #expect(try await last(.consent).remark == "The user denied the request.")
            _ = try await client.refresh("amf_secret")
            step = try await last(.token)
            #expect(!step.passed && step.remark == "The refresh token is not valid.")
            let metadata: JSONValue = [
                "client_name": "Curious", "redirect_uris": ["https://curious.example/cb"], "scope": "memory:read frob",
            ]
            _ = try await call(.post, "/oauth/register", json: metadata)
            let asked = try await walks(fixture).first { $0.isOf("curious") }?.steps.last
            #expect(asked?.passed == true && asked?.remark?.contains("do not exist here: frob.") == true)
            _ = try await call(.post, "/oauth/register", json: ["redirect_uris": ["http://evil.example/cb"]])
            let refused = try await walks(fixture).flatMap(\.steps).first { $0.stage == .registration && !$0.passed }
            #expect(refused?.remark?.contains("redirect URI") == true && refused?.client == nil)
        }
    }
}
