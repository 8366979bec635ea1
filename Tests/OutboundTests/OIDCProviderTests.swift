import Base
import Identity
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import Authorization
@testable import JOSE
@testable import Outbound

@Suite("Login at an OpenID provider (OIDC Core §3.1.3.7, §5.3.2; RFC 9207)") struct OIDCProviderTests: OIDCLogin {
    typealias Script = ScriptedProvider.Script
    let clock = ManualClock()

    // MARK: Good

    @Test func aValidLoginReturnsTheIdentity() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted))
            #expect(identity.identity == ExternalIdentity(issuer: scripted.issuer, subject: "248289761001"))
            #expect(identity.email == "ann@example.org" && identity.emailVerified && identity.name == "Ann")
            #expect(identity.preferredUsername == "ann" && identity.groups == ["staff", "admins"])
            #expect(identity.idToken?.isEmpty == false)
            let token = try #require(scripted.requests.first { $0.uri == "/token" })
            #expect(token.body.contains("code_verifier=v") && token.body.contains("grant_type=authorization_code"))
            #expect(token.headers["Authorization"].count == 1 && !token.body.contains("client_secret"))
            // Nothing was missing, so the userinfo endpoint was not called.
            #expect(!scripted.requests.contains { $0.uri == "/userinfo" })
        }
    }

    @Test(
        "A user in hundreds of groups has a long ID token and can log in, up to the limit",
        arguments: [(300, 256, nil), (2_000, 256, nil), (300, 16, .accessDenied), (8_000, 256, .accessDenied)]
            as [(Int, Int, FaultCode?)]
    )
    func manyGroups(count: Int, kilobytes: Int, expected: FaultCode?) async throws {
        let groups = (0..<count).map { "/departments/research/teams/number-\($0)-of-all" }
        let script = Script(claims: { $0["groups"] = .array(groups.map(JSONValue.string)) })
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let provider = provider(scripted) { $0.idTokenBytes = kilobytes << 10 }
            var code: FaultCode?
            do {
                let identity = try await identity(provider)
                #expect(identity.groups.count == count)
                #expect(identity.idToken == nil, "too long for the URL of a logout")
            } catch let fault as Fault { code = fault.code }
            #expect(code == expected)
        }
    }

    @Test func clientAuthenticationUsesAMethodOfTheProvider() async throws {
        try await ScriptedProvider.serve(
            Script(metadata: ["token_endpoint_auth_methods_supported": ["client_secret_post"]]),
            at: clock.now()
        ) { scripted async throws in
            _ = try await identity(provider(scripted))
            let token = try #require(scripted.requests.first { $0.uri == "/token" })
            #expect(token.headers["Authorization"].isEmpty)
            #expect(token.body.contains("client_id=memory") && token.body.contains("client_secret="))
        }
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            _ = try await identity(provider(scripted, secret: nil))
            let token = try #require(scripted.requests.first { $0.uri == "/token" })
            #expect(token.headers["Authorization"].isEmpty)
            #expect(token.body.contains("client_id=memory") && !token.body.contains("client_secret"))
        }
    }

    @Test(
        arguments: [
            (["a", "b"], ["a", "b"]), ("a", ["a"]), ("a, b,c", ["a", "b", "c"]), (["a", 7, ["b"]], ["a"]), (nil, []),
            (7, []),
        ] as [(JSONValue?, [String])]
    )
    func groupsAreAListOrAText(value: JSONValue?, expected: [String]) async throws {
        try await ScriptedProvider.serve(Script(claims: { $0["groups"] = value }), at: clock.now()) {
            scripted async throws in
            #expect(try await identity(provider(scripted)).groups == expected)
        }
    }

    @Test(arguments: [(true, true), (false, false), ("true", false), (1, false), (nil, false)] as [(JSONValue?, Bool)])
    func onlyTheBooleanTrueVerifiesAnEmail(value: JSONValue?, expected: Bool) async throws {
        try await ScriptedProvider.serve(Script(claims: { $0["email_verified"] = value }), at: clock.now()) {
            scripted async throws in
            #expect(try await identity(provider(scripted)).emailVerified == expected)
        }
    }

    @Test func aFurtherAudienceIsAcceptedWhenWeAreTheAuthorizedParty() async throws {
        let script = Script(claims: {
            $0["aud"] = ["memory", "other"]
            $0["azp"] = "memory"
        })
        #expect(try await refusal(script) == nil)
    }

    /// Entra: `sub` differs between applications, `oid` does not.
    @Test func aUserIsIdentifiedByTheProvidersPermanentClaim() async throws {
        let script = Script(
            claims: {
                $0["oid"] = "00000000-aaaa"
                $0["email"] = nil
            },
            userinfo: ["sub": "248289761001", "oid": "somebody-else", "email": "ann@info.example"]
        )
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted) { $0.subjectClaim = "oid" })
            #expect(identity.identity == ExternalIdentity(issuer: scripted.issuer, subject: "00000000-aaaa"))
            // Userinfo is still matched by `sub`.
            #expect(identity.email == "ann@info.example")
        }
    }

    @Test(arguments: [nil, "", 7, "a\nb", .string(String(repeating: "x", count: 256))] as [JSONValue?])
    func withoutThePermanentClaimTheLoginFails(value: JSONValue?) async throws {
        let script = Script(claims: { $0["oid"] = value }, userinfo: ["sub": "248289761001", "oid": "from-userinfo"])
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            await #expect(throws: Fault.self) { try await identity(provider(scripted) { $0.subjectClaim = "oid" }) }
        }
    }

    // MARK: Userinfo

    @Test func userinfoCompletesAThinToken() async throws {
        let script = Script(
            claims: { for name in ["email", "groups", "name"] { $0[name] = nil } },
            userinfo: [
                "sub": "248289761001", "email": "ann@info.example", "email_verified": false, "groups": ["g"],
                "name": "Ann I",
            ]
        )
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted))
            #expect(identity.email == "ann@info.example" && identity.groups == ["g"] && identity.name == "Ann I")
            // The ID token's `email_verified` was not about this address.
            #expect(!identity.emailVerified)
        }
    }

    @Test(
        arguments: [["sub": "another", "email": "evil@example.org"], ["email": "evil@example.org"], "text", nil]
            as [JSONValue?]
    )
    func userinfoOfAnotherUserIsIgnored(userinfo: JSONValue?) async throws {
        let script = Script(claims: { $0["email"] = nil }, userinfo: userinfo)
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted))
            #expect(identity.email == nil && identity.identity.subject == "248289761001")
        }
    }

    // MARK: Mix-up (RFC 9207 §2.4)

    @Test func theIssuerParameterMustMatchAndMustBePresentWhenPromised() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            _ = try await identity(provider, issuer: scripted.issuer)
            await #expect(throws: Fault.self) { try await identity(provider, issuer: scripted.issuer + "/") }
            await #expect(throws: Fault.self) { try await identity(provider, issuer: "https://other.example") }
            #expect(
                scripted.requests.count { $0.uri == "/token" } == 1,
                "the code of a refused response is not redeemed"
            )
        }
        let promised = Script(metadata: ["authorization_response_iss_parameter_supported": true])
        #expect(try await refusal(promised) == .accessDenied)
    }

    // MARK: Keys

    @Test(
        arguments: [(.integer(1_795_251_000), 1_795_251_000), (nil, nil), ("yesterday", nil)] as [(JSONValue?, Int64?)]
    )
    func theLoginTimeComesFromTheToken(claim: JSONValue?, seconds: Int64?) async throws {
        try await ScriptedProvider.serve(Script(claims: { $0["auth_time"] = claim }), at: clock.now()) {
            scripted async throws in
            #expect(try await identity(provider(scripted)).authenticatedAt?.seconds == seconds)
        }
    }

    // MARK: Ways out and back

    @Test func theAuthorizationRequestIsFullyBound() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            let question = LoginQuestion(
                state: "s&1",
                nonce: "n",
                challenge: "ch",
                redirectURI: "https://memory.example/cb?x",
                loginHint: "ann@x",
                forceLogin: true
            )
            let url = try await provider.authorizationURL(question)
            #expect(url.hasPrefix(scripted.issuer + "/authorize?response_type=code&client_id=memory&"))
            for part in [
                "state=s%261", "nonce=n", "code_challenge=ch", "code_challenge_method=S256", "prompt=login",
                "login_hint=ann%40x",
                "redirect_uri=https%3A%2F%2Fmemory.example%2Fcb%3Fx", "scope=openid%20profile%20email",
            ] { #expect(url.contains(part), "\(part)") }
            let out = try #require(await provider.logoutURL(idToken: "e.y.z", returnTo: "https://memory.example/"))
            #expect(out.hasPrefix(scripted.issuer + "/logout?x=1&client_id=memory&"))
            #expect(out.contains("id_token_hint=e.y.z"))
        }
    }
}
