import Authorization
import Base
import Identity
import JOSE
import TestSupport
import Testing

@Suite("RFC 8707, resource indicators") struct RFC8707Tests {
    private static let catalogue = ResourceCatalogue(names: [Court.resource, Court.issuer])

    @Test(
        "§2 a resource is compared in its canonical form",
        arguments: [
            "https://MEMORY.example/mcp", "https://memory.example:443/mcp", "https://memory.example/mcp/",
            "HTTPS://memory.example/mcp",
        ]
    )
    func comparesResourcesInTheirCanonicalForm(resource: String) throws {
        #expect(try Self.catalogue.resolve([resource]) == [Court.resource])
    }

    @Test(
        "§2 on loopback a resource has three names, and a token is for the one that is configured",
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
        "§2 what is not ours is invalid_target at the authorization endpoint",
        arguments: [
            "https://other.example/mcp", "https://memory.example/mcp#x", "https://memory.example/mcp/sub",
            "https://memory.example/MCP",
            "https://memory.example:8443/mcp", "http://memory.example/mcp", "https://memory.example.evil.example/mcp",
            "https://u@memory.example/mcp", "/mcp", "mcp", "https://memory.example/mcp?x=1",
            "https://memory.example/../mcp",
        ]
    )
    func refusesForeignResources(resource: String) async throws {
        let court = try await Court()
        let client = try await court.client().client
        #expect(await faultCode { _ = try await court.step(client, ["resource": resource]) } == .invalidTarget)
    }

    @Test("§2 several may be named when all are ours, and the audience is their list")
    func severalResources() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let parameters = FormParameters(
            court.query(client).pairs.map { ($0.name, $0.value) } + [("resource", Court.issuer)]
        )
        let target = try await court.server.target(parameters, at: court.now)
        let request = try AuthorizationRequest(parameters, target: target, resources: Self.catalogue)
        let code = try await court.server.approve(
            request,
            user: court.alice,
            session: court.session,
            workspace: court.alice.personalWorkspace,
            at: court.now
        )
        let token = try await court.exchange(code, client).accessToken
        let claims = try UnverifiedClaims(JWS(compact: token.reveal()))
        #expect(claims.values["aud"] == [.string(Court.resource), .string(Court.issuer)])
    }

    @Test("§2 without one the default resource is meant")
    func theDefaultResource() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let token = try await court.exchange(court.code(client, ["resource": nil]), client).accessToken
        #expect(try UnverifiedClaims(JWS(compact: token.reveal())).values["aud"] == .string(Court.resource))
    }

    @Test(
        "§2.2 the token endpoint may narrow to what was granted, never widen",
        arguments: [
            ("https://other.example", .invalidTarget), (Court.issuer, .invalidTarget), (Court.resource, nil),
            (Court.resource + "/", nil),
        ] as [(String, FaultCode?)]
    )
    func narrowsAtTheTokenEndpoint(resource: String, expected: FaultCode?) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = try await court.code(client)
        #expect(await faultCode { _ = try await court.exchange(code, client, ["resource": resource]) } == expected)
        guard expected != nil else { return }
        let response = try await court.exchange(code, client)
        let refresh = try #require(response.refreshToken)
        #expect(await faultCode { _ = try await court.refresh(refresh, client, ["resource": resource]) } == expected)
        #expect(try await court.refresh(refresh, client).refreshToken != nil, "the slip cost nothing")
    }
}
