import Authorization
import Base
import Identity
import TestSupport
import Testing

@Suite("RFC 6749, the authorization endpoint") struct RFC6749AuthorizationTests {
    /// Until client and redirect URI are verified, an error is a page: no `RedirectTarget` exists.
    @Test(
        "§4.1.2.1 until client and redirect URI are verified, an error is a page",
        arguments: [
            ["client_id": nil], ["client_id": ""], ["client_id": "amc_unknown"],
            ["redirect_uri": "http://127.0.0.1:9999/other"],
            ["redirect_uri": "https://evil.example/cb"], ["redirect_uri": "javascript:alert(1)"],
            ["redirect_uri": "http://localhost:9999/callback"], ["client_id": "https://client.example/metadata.json"],
            ["state": String(repeating: "s", count: 8_193)],
        ] as [[String: String?]]
    )
    func showsAPageUntilTheRedirectURIIsVerified(changes: [String: String?]) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let code = await faultCode {
            _ = try await fixture.server.target(fixture.query(client, changes), at: fixture.now)
        }
        #expect(code == .invalidRequest)
    }

    @Test(
        "§3.1 a repeated client_id, redirect_uri or state is refused on a page",
        arguments: ["client_id", "redirect_uri", "state"]
    )
    func refusesRepeatedParametersOnAPage(name: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let parameters = FormParameters(fixture.query(client).pairs.map { ($0.name, $0.value) } + [(name, "x")])
        #expect(await faultCode { _ = try await fixture.server.target(parameters, at: fixture.now) } == .invalidRequest)
    }

    @Test(
        "§3.1 any other repeated parameter is refused with a redirect",
        arguments: [
            "response_type", "response_mode", "scope", "code_challenge", "code_challenge_method", "nonce", "prompt",
            "max_age",
            "login_hint",
            "request", "request_uri",
        ]
    )
    func refusesRepeatedParametersByRedirect(name: String) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let twice = [(name, "x"), (name, "x")]
        let parameters = FormParameters(fixture.query(client, [name: nil]).pairs.map { ($0.name, $0.value) } + twice)
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let code = await faultCode {
            _ = try await fixture.server.step(parameters, target: target, session: nil, at: fixture.now)
        }
        #expect(code == .invalidRequest)
    }

    @Test("§3.1 an unknown parameter is ignored, an empty one counts as absent")
    func ignoresUnknownAndEmptyParameters() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let parameters = fixture.query(client, ["tracking": "1", "scope": "", "nonce": "", "prompt": ""])
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let request = try await fixture.server.step(parameters, target: target, session: nil, at: fixture.now).0
        #expect(request.scopes == .defaults && request.nonce == nil && request.prompts.isEmpty)
    }

    @Test(
        "§4.1.2.1 after client and redirect URI are verified, the error goes to the redirect URI",
        arguments: [
            (["response_type": "token"], .unsupportedResponseType),
            (["response_type": "code id_token"], .unsupportedResponseType),
            (["response_type": "id_token"], .unsupportedResponseType), (["response_type": nil], .invalidRequest),
            (["response_mode": "fragment"], .invalidRequest), (["response_mode": "form_post"], .invalidRequest),
            (["scope": "everything"], .invalidScope), (["scope": "memory:admin"], .invalidScope),
        ] as [([String: String?], FaultCode)]
    )
    func redirectsWithTheErrorAfterVerification(changes: [String: String?], expected: FaultCode) async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let parameters = fixture.query(client, changes)
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let code = await faultCode {
            _ = try await fixture.server.step(parameters, target: target, session: nil, at: fixture.now)
        }
        #expect(code == expected)
    }

    @Test("§3.1.2.3 the redirect URI can be omitted when only one is registered")
    func theOnlyRedirectURICanBeOmitted() async throws {
        let fixture = try await AuthorizationFixture()
        let one = try await fixture.client().client
        let target = try await fixture.server.target(fixture.query(one, ["redirect_uri": nil]), at: fixture.now)
        #expect(target.uri.text == AuthorizationFixture.redirect && target.sent == nil)
        let two = try await fixture.client([
            "redirect_uris": [.string(AuthorizationFixture.redirect), "https://client.example/cb"]
        ])
        .client
        #expect(
            await faultCode {
                _ = try await fixture.server.target(fixture.query(two, ["redirect_uri": nil]), at: fixture.now)
            } == .invalidRequest
        )
    }

    @Test("§3.3 a scope that the client cannot have is left out, and the response says so")
    func narrowsTheScope() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let code = try await fixture.code(client, ["scope": "memory:read memory:admin something"])
        #expect(try await fixture.exchange(code, client).scopes.text == "memory:read")
    }

    @Test("§4.1.1 the user logs in, then consents, and then the client gets a code")
    func asksToLogInThenToConsentThenIssues() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        let parameters = fixture.query(client)
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let visitor = (session: fixture.session, user: fixture.alice)
        let first = try await fixture.server.step(parameters, target: target, session: nil, at: fixture.now)
        #expect(first.1 == .login)
        let second = try await fixture.server.step(parameters, target: target, session: visitor, at: fixture.now)
        #expect(second.1 == .consent)
        _ = try await fixture.server.approve(
            Approval(
                second.0,
                user: fixture.alice,
                session: visitor.session,
                workspace: fixture.alice.personalWorkspace
            ),
            at: fixture.now
        )
        let third = try await fixture.server.step(parameters, target: target, session: visitor, at: fixture.now)
        #expect(
            third.1 == .issue(fixture.alice, visitor.session, workspace: fixture.alice.personalWorkspace, alsoReads: [])
        )
    }

    @Test(
        "§10.2 a wider scope than consented asks again, a narrower one does not",
        arguments: ["memory:read", "memory:read memory:write profile"]
    )
    func consentCoversNarrowerScopes(scope: String) async throws {
        let fixture = try await AuthorizationFixture()
        let way = "https://client.example/cb"
        let client = try await fixture.client(["redirect_uris": [.string(way)]]).client
        _ = try await fixture.code(client, ["redirect_uri": way])
        let step = try await fixture.step(client, ["scope": scope, "redirect_uri": way])
        switch step {
        case .issue: #expect(scope == "memory:read")
        case .consent: #expect(scope != "memory:read")
        case .login: Issue.record("asked to log in")
        }
    }

    @Test("§10.2 a client with a new name or redirect URI needs a new consent")
    func consentIsForTheUnchangedClient() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        _ = try await fixture.code(client)
        var changed = client
        changed.redirectURIs.append(try RedirectURI("https://elsewhere.example/cb"))
        _ = try await fixture.stores.clients.update(changed)
        #expect(try await fixture.step(client) == .consent)
    }

    /// Otherwise an application with a good and a bad redirect URI could show the good one and get a silent code at the
    /// bad one.
    @Test("§10.2 a consent holds for the redirect URI that was shown: another URI of the client asks again")
    func consentIsForTheShownRedirectURI() async throws {
        let fixture = try await AuthorizationFixture()
        let ways = [
            "https://claude.ai/api/mcp/auth_callback", "https://evil.example/cb", AuthorizationFixture.redirect,
        ]
        let client = try await fixture.client(["redirect_uris": .array(ways.map { .string($0) })]).client
        for way in ways {
            _ = try await fixture.code(client, ["redirect_uri": way])
            for other in ways {
                let step = try await fixture.step(client, ["redirect_uri": other])
                #expect((step == .consent) == (other != way), "\(other) after \(way)")
            }
        }
        // Another port is the same redirect URI (RFC 8252 §7.3).
        #expect(
            try await fixture.step(
                client,
                ["redirect_uri": AuthorizationFixture.redirect.replacing("9999", with: "50505")]
            ) != .consent
        )
    }

    @Test("§10.2 a user cannot consent to a workspace that they are not in")
    func aForeignWorkspaceCannotBeConsentedTo() async throws {
        let fixture = try await AuthorizationFixture()
        let client = try await fixture.client().client
        _ = try await fixture.backend.identity.users.add(People.user("bob"), personal: People.personal("bob"))
        let parameters = fixture.query(client)
        let target = try await fixture.server.target(parameters, at: fixture.now)
        let request = try AuthorizationRequest(parameters, target: target, resources: fixture.server.options.resources)
        let code = await faultCode {
            _ = try await fixture.server.approve(
                Approval(request, user: fixture.alice, session: fixture.session, workspace: People.personal("bob").id),
                at: fixture.now
            )
        }
        #expect(code == .accessDenied)
    }

    @Test("§2.4 a client that did not register for authorization codes gets none")
    func aClientWithoutTheGrantIsRefused() async throws {
        let fixture = try await AuthorizationFixture()
        var client = try await fixture.client().client
        client.grantTypes = [.clientCredentials]
        _ = try await fixture.stores.clients.update(client)
        let code = await faultCode { _ = try await fixture.step(client) }
        #expect(code == .unauthorizedClient)
    }
}
