import Base
import Identity
import TestSupport
import Testing

@Suite("Authorization endpoint (RFC 6749 §4.1, RFC 7636, RFC 8707, OIDC Core §3.1.2)") struct AuthorizationEndpointTests {
    /// Before client and redirect URI are proven, an error is a page: `RedirectTarget` cannot be had.
    @Test(
        arguments: [
            ["client_id": nil], ["client_id": "amc_unknown"], ["redirect_uri": "http://127.0.0.1:9999/other"],
            ["redirect_uri": "https://evil.example/cb"], ["redirect_uri": "javascript:alert(1)"],
            ["redirect_uri": "http://localhost:9999/callback"],
            ["client_id": "https://client.example/metadata.json"],
        ] as [[String: String?]])
    func showsAPageUntilTheWayBackIsProven(changes: [String: String?]) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let code = await faultCode { _ = try await court.server.target(court.query(client, changes), at: court.now) }
        #expect(code == .invalidRequest)
    }

    @Test func refusesRepeatedParameters() async throws {
        let court = try await Court()
        let client = try await court.client().client
        for name in ["client_id", "redirect_uri", "state"] {
            let parameters = FormParameters(court.query(client).pairs.map { ($0.name, $0.value) } + [(name, "x")])
            #expect(await faultCode { _ = try await court.server.target(parameters, at: court.now) } == .invalidRequest, "\(name)")
        }
    }

    @Test(
        arguments: [
            (["code_challenge": nil], .invalidRequest), (["code_challenge_method": "plain"], .invalidRequest),
            (["code_challenge_method": nil], .invalidRequest), (["code_challenge": "short"], .invalidRequest),
            (["response_type": "token"], .unsupportedResponseType), (["response_type": "code id_token"], .unsupportedResponseType),
            (["response_type": nil], .invalidRequest), (["response_mode": "fragment"], .invalidRequest),
            (["response_mode": "form_post"], .invalidRequest), (["resource": "https://other.example/mcp"], .invalidTarget),
            (["resource": "https://memory.example/mcp#x"], .invalidTarget), (["scope": "everything"], .invalidScope),
            (["scope": "memory:admin"], .invalidScope), (["request": "eyJ"], .requestNotSupported),
            (["request_uri": "http://127.0.0.1:22/"], .requestURINotSupported), (["prompt": "none login"], .invalidRequest),
            (["max_age": "soon"], .invalidRequest),
        ] as [([String: String?], FaultCode)])
    func redirectsWithTheErrorOnceItIsProven(changes: [String: String?], expected: FaultCode) async throws {
        let court = try await Court()
        let client = try await court.client().client
        let parameters = court.query(client, changes)
        let target = try await court.server.target(parameters, at: court.now)
        let code = await faultCode { _ = try await court.server.step(parameters, target: target, session: nil, at: court.now) }
        #expect(code == expected)
    }

    /// RFC 9207: in success and error alike; state comes back as it was, encoded.
    @Test func answersCarryStateAndIssuer() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let state = "a&b=<script>\r\nSet-Cookie: x"
        let target = try await court.server.target(court.query(client, ["state": state]), at: court.now)
        let encoded = "state=a%26b%3D%3Cscript%3E%0D%0ASet-Cookie%3A%20x&iss=https%3A%2F%2Fmemory.example"
        #expect(target.success(code: "c", issuer: Court.issuer) == "\(Court.redirect)?code=c&\(encoded)")
        let failure = target.failure(Fault(.accessDenied, "No."), issuer: Court.issuer)
        #expect(failure == "\(Court.redirect)?error=access_denied&error_description=No.&\(encoded)")
    }

    @Test(arguments: ["https://MEMORY.example/mcp", "https://memory.example:443/mcp", "https://memory.example/mcp/"])
    func comparesResourcesInTheirCanonicalForm(resource: String) throws {
        let catalogue = ResourceCatalogue(names: [Court.resource, Court.issuer])
        #expect(try catalogue.resolve([resource]) == [Court.resource])
    }

    @Test func asksToLogInThenToConsentThenIssues() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let parameters = court.query(client)
        let target = try await court.server.target(parameters, at: court.now)
        let visitor = (session: court.session, user: court.alice)
        let first = try await court.server.step(parameters, target: target, session: nil, at: court.now)
        #expect(first.1 == .login)
        let second = try await court.server.step(parameters, target: target, session: visitor, at: court.now)
        #expect(second.1 == .consent(court.alice, visitor.session))
        _ = try await court.server.approve(
            second.0, user: court.alice, session: visitor.session, workspace: court.alice.personalWorkspace, at: court.now)
        let third = try await court.server.step(parameters, target: target, session: visitor, at: court.now)
        #expect(third.1 == .issue(court.alice, visitor.session, workspace: court.alice.personalWorkspace))
    }

    @Test(
        arguments: [
            ["scope": "memory:read memory:write offline_access"], ["prompt": "consent"], ["prompt": "login", "max_age": "0"],
        ] as [[String: String?]])
    func asksAgainWhenMoreIsWantedOrThePromptSaysSo(changes: [String: String?]) async throws {
        let court = try await Court()
        let client = try await court.client().client
        _ = try await court.code(client)
        let visitor = (session: court.session, user: court.alice)
        court.clock.advance(by: .seconds(120))
        let parameters = court.query(client, changes)
        let target = try await court.server.target(parameters, at: court.now)
        let step = try await court.server.step(parameters, target: target, session: visitor, at: court.now).1
        #expect(step != .issue(court.alice, visitor.session, workspace: court.alice.personalWorkspace))
    }

    @Test func narrowerScopesAreCoveredByABroaderConsent() async throws {
        let court = try await Court()
        let client = try await court.client().client
        _ = try await court.code(client)
        let visitor = (session: court.session, user: court.alice)
        let parameters = court.query(client, ["scope": "memory:read"])
        let target = try await court.server.target(parameters, at: court.now)
        let step = try await court.server.step(parameters, target: target, session: visitor, at: court.now).1
        #expect(step == .issue(court.alice, visitor.session, workspace: court.alice.personalWorkspace))
    }

    @Test func promptNoneNeverAsks() async throws {
        let court = try await Court()
        let client = try await court.client().client
        let parameters = court.query(client, ["prompt": "none"])
        let target = try await court.server.target(parameters, at: court.now)
        let visitor = (session: court.session, user: court.alice)
        let anonymous = await faultCode { _ = try await court.server.step(parameters, target: target, session: nil, at: court.now) }
        let known = await faultCode { _ = try await court.server.step(parameters, target: target, session: visitor, at: court.now) }
        #expect(anonymous == .loginRequired)
        #expect(known == .consentRequired)
    }

    @Test func aForeignWorkspaceCannotBeConsentedTo() async throws {
        let court = try await Court()
        let client = try await court.client().client
        _ = try await court.backend.identity.users.add(People.user("bob"), personal: People.personal("bob"))
        let parameters = court.query(client)
        let target = try await court.server.target(parameters, at: court.now)
        let request = try AuthorizationRequest(parameters, target: target, resources: court.server.options.resources)
        let code = await faultCode {
            _ = try await court.server.approve(
                request, user: court.alice, session: court.session, workspace: People.personal("bob").id, at: court.now)
        }
        #expect(code == .accessDenied)
    }
}
