import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("RFC 8707, resource indicators") struct RFC8707Tests {
    private static let catalogue = ResourceCatalogue(names: [
        AuthorizationFixture.resource, AuthorizationFixture.issuer,
    ])

    @Test(
        "§2 a resource is compared in its canonical form",
        arguments: [
            "https://MEMORY.example/mcp", "https://memory.example:443/mcp", "https://memory.example/mcp/",
            "HTTPS://memory.example/mcp",
        ]
    )
    func comparesResourcesInTheirCanonicalForm(resource: String) throws {
        #expect(try Self.catalogue.resolve([resource]) == [AuthorizationFixture.resource])
    }

    @Test(
        "§2 on loopback a resource has three names, and a token is for the configured one",
        arguments: [
            ("http://localhost:8000/mcp", "http://127.0.0.1:8000/mcp"),
            ("http://[::1]:8000/mcp", "http://127.0.0.1:8000/mcp"),
            ("http://127.0.0.1:8000/mcp", "http://127.0.0.1:8000/mcp"),
            ("http://localhost:8000/", "http://127.0.0.1:8000"),
            ("http://LOCALHOST:8000/mcp/", "http://127.0.0.1:8000/mcp"), ("http://localhost:8001/mcp", nil),
            ("http://localhost/mcp", nil),
            ("https://localhost:8000/mcp", nil), ("http://127.0.0.2:8000/mcp", nil),
        ] as [(String, String?)]
    )
    func loopback(resource: String, name: String?) throws {
        let own = "http://127.0.0.1:8000"
        let catalogue = ResourceCatalogue(names: ["\(own)/mcp", own], loopback: LoopbackNames(origin: own))
        #expect((try? catalogue.resolve([resource])) == name.map { [$0] })
        #expect(
            (try? ResourceCatalogue(names: ["\(own)/mcp", own]).resolve([resource]))
                == (resource.hasPrefix(own) ? name.map { [$0] } : nil)
        )
    }

    @Test(
        "§2 a foreign resource is invalid_target at the authorization endpoint",
        arguments: [
            "https://other.example/mcp", "https://memory.example/mcp#x", "https://memory.example/mcp/sub",
            "https://memory.example/MCP",
            "https://memory.example:8443/mcp", "http://memory.example/mcp", "https://memory.example.evil.example/mcp",
            "https://u@memory.example/mcp", "/mcp", "mcp", "https://memory.example/mcp?x=1",
            "https://memory.example/../mcp",
        ]
    )
    func refusesForeignResources(resource: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        #expect(await faultCode { _ = try await fixture.step(client, ["resource": resource]) } == .invalidTarget)
    }

    @Test("§2 several resources of this server can be named, and the audience lists them")
    func severalResources() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let parameters = FormParameters(
            fixture.query(client).pairs.map { ($0.name, $0.value) } + [("resource", AuthorizationFixture.issuer)]
        )
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let request = try AuthorizationRequest(parameters, target: target, resources: Self.catalogue)
        let code = try await fixture.server.approve(
            Approval(
                request,
                user: fixture.alice,
                session: fixture.session,
                workspace: fixture.alice.personalWorkspace
            ),
            at: fixture.now
        )
        let token = try await fixture.exchange(code, client).accessToken
        let claims = try UnverifiedClaims(JWS(compact: token.reveal()))
        #expect(claims.values["aud"] == [.string(AuthorizationFixture.resource), .string(AuthorizationFixture.issuer)])
    }

    @Test("§2 without a resource the default resource is used")
    func theDefaultResource() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let token = try await fixture.exchange(fixture.code(client, ["resource": nil]), client).accessToken
        #expect(
            try UnverifiedClaims(JWS(compact: token.reveal())).values["aud"] == .string(AuthorizationFixture.resource)
        )
    }

    @Test(
        "§2.2 the token endpoint never adds a resource to the grant",
        arguments: ["https://other.example", AuthorizationFixture.issuer]
    )
    func neverWidensAtTheTokenEndpoint(resource: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let code = try await fixture.code(client)
        #expect(
            await faultCode { _ = try await fixture.exchange(code, client, ["resource": resource]) } == .invalidTarget
        )
        let response = try await fixture.exchange(code, client)
        let refresh = try #require(response.refreshToken)
        #expect(
            await faultCode { _ = try await fixture.refresh(refresh, client, ["resource": resource]) } == .invalidTarget
        )
        #expect(
            try await fixture.refresh(refresh, client).refreshToken != nil,
            "the refused request did not spend the token"
        )
    }

    @Test(
        "§2.2 the token endpoint accepts the granted resource",
        arguments: [AuthorizationFixture.resource, AuthorizationFixture.resource + "/"]
    )
    func takesTheGrantedResource(resource: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let response = try await fixture.exchange(fixture.code(client), client, ["resource": resource])
        let refresh = try #require(response.refreshToken)
        #expect(try await fixture.refresh(refresh, client, ["resource": resource]).refreshToken != nil)
    }
}
