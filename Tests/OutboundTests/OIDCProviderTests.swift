import Authorization
import Base
import Identity
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import JOSE
@testable import Outbound

@Suite("Login at an OpenID provider (OIDC Core §3.1.3.7, §5.3.2; RFC 9207)") struct OIDCProviderTests {
    typealias Script = ScriptedProvider.Script
    private let clock = ManualClock()

    private func provider(
        _ scripted: ScriptedProvider,
        secret: Secret? = ScriptedProvider.secret,
        subjectClaim: String = "sub"
    ) -> OIDCProvider {
        var options = OIDCProvider.Options(
            name: "test",
            title: "Test",
            issuer: scripted.issuer,
            clientID: ScriptedProvider.clientID,
            clientSecret: secret
        )
        options.subjectClaim = subjectClaim
        return OIDCProvider(options, http: GuardedHTTP(reach: .operatorChosen, limits: .patient), time: clock)
    }

    private func identity(_ provider: OIDCProvider, issuer: String? = nil) async throws -> UpstreamIdentity {
        try await provider.identity(
            code: "c",
            issuer: issuer,
            verifier: "v",
            nonce: ScriptedProvider.nonce,
            redirectURI: "https://memory.example/cb",
            at: clock.now()
        )
    }

    /// The code of the fault a login ends in; nil when it succeeds.
    private func refusal(_ script: Script, issuer: String? = nil) async throws -> FaultCode? {
        var code: FaultCode?
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            do { _ = try await identity(provider(scripted), issuer: issuer) } catch let fault as Fault {
                code = fault.code
            }
        }
        return code
    }

    // MARK: Good

    @Test func aGoodLoginSaysWhoItIs() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted))
            #expect(identity.identity == ExternalIdentity(issuer: scripted.issuer, subject: "248289761001"))
            #expect(identity.email == "ann@example.org" && identity.emailVerified && identity.name == "Ann")
            #expect(identity.preferredUsername == "ann" && identity.groups == ["staff", "admins"])
            #expect(identity.idToken?.isEmpty == false)
            let token = try #require(scripted.requests.first { $0.uri == "/token" })
            #expect(token.body.contains("code_verifier=v") && token.body.contains("grant_type=authorization_code"))
            #expect(token.headers["Authorization"].count == 1 && !token.body.contains("client_secret"))
            // Nothing was missing, so nobody else was asked.
            #expect(!scripted.requests.contains { $0.uri == "/userinfo" })
        }
    }

    @Test(
        "A person in hundreds of groups has a long ID token and can log in, up to the limit",
        arguments: [(300, 256, nil), (2_000, 256, nil), (300, 16, .accessDenied), (8_000, 256, .accessDenied)]
            as [(Int, Int, FaultCode?)]
    )
    func manyGroups(count: Int, kilobytes: Int, expected: FaultCode?) async throws {
        let groups = (0..<count).map { "/departments/research/teams/number-\($0)-of-all" }
        let script = Script(claims: { $0["groups"] = .array(groups.map(JSONValue.string)) })
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            var options = OIDCProvider.Options(
                name: "test",
                title: "Test",
                issuer: scripted.issuer,
                clientID: ScriptedProvider.clientID,
                clientSecret: ScriptedProvider.secret
            )
            options.idTokenBytes = kilobytes << 10
            let provider = OIDCProvider(
                options,
                http: GuardedHTTP(reach: .operatorChosen, limits: .patient),
                time: clock
            )
            var code: FaultCode?
            do {
                let identity = try await identity(provider)
                #expect(identity.groups.count == count)
                #expect(identity.idToken == nil, "too long for the URL of a logout")
            } catch let fault as Fault { code = fault.code }
            #expect(code == expected)
        }
    }

    @Test func theWaysOfClientAuthenticationAreTheProviders() async throws {
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
    func onlyTheLiteralTrueVerifiesAnEmail(value: JSONValue?, expected: Bool) async throws {
        try await ScriptedProvider.serve(Script(claims: { $0["email_verified"] = value }), at: clock.now()) {
            scripted async throws in
            #expect(try await identity(provider(scripted)).emailVerified == expected)
        }
    }

    @Test func anAudienceBesidesUsIsGoodWhenWeAreTheAuthorizedParty() async throws {
        let script = Script(claims: {
            $0["aud"] = ["memory", "other"]
            $0["azp"] = "memory"
        })
        #expect(try await refusal(script) == nil)
    }

    /// Entra: `sub` differs from application to application, `oid` does not.
    @Test func aPersonIsKnownByTheClaimTheProviderKeepsForThem() async throws {
        let script = Script(
            claims: {
                $0["oid"] = "00000000-aaaa"
                $0["email"] = nil
            },
            userinfo: ["sub": "248289761001", "oid": "somebody-else", "email": "ann@info.example"]
        )
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted, subjectClaim: "oid"))
            #expect(identity.identity == ExternalIdentity(issuer: scripted.issuer, subject: "00000000-aaaa"))
            // Userinfo is matched by `sub` all the same.
            #expect(identity.email == "ann@info.example")
        }
    }

    @Test(arguments: [nil, "", 7, "a\nb", .string(String(repeating: "x", count: 256))] as [JSONValue?])
    func withoutThatClaimThereIsNoLogin(value: JSONValue?) async throws {
        let script = Script(claims: { $0["oid"] = value }, userinfo: ["sub": "248289761001", "oid": "from-userinfo"])
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            await #expect(throws: Fault.self) { try await identity(provider(scripted, subjectClaim: "oid")) }
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
            // The ID token's “verified” was not about this address.
            #expect(!identity.emailVerified)
        }
    }

    @Test(
        arguments: [["sub": "another", "email": "evil@example.org"], ["email": "evil@example.org"], "text", nil]
            as [JSONValue?]
    )
    func userinfoOfAnotherPersonIsIgnored(userinfo: JSONValue?) async throws {
        let script = Script(claims: { $0["email"] = nil }, userinfo: userinfo)
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let identity = try await identity(provider(scripted))
            #expect(identity.email == nil && identity.identity.subject == "248289761001")
        }
    }

    // MARK: Mix-up (RFC 9207 §2.4)

    @Test func theIssuerParameterMustBeTheProvidersOwnAndThereWhenPromised() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            _ = try await identity(provider, issuer: scripted.issuer)
            await #expect(throws: Fault.self) { try await identity(provider, issuer: scripted.issuer + "/") }
            await #expect(throws: Fault.self) { try await identity(provider, issuer: "https://other.example") }
            #expect(scripted.requests.count { $0.uri == "/token" } == 1, "a refused answer's code is not even redeemed")
        }
        let promised = Script(metadata: ["authorization_response_iss_parameter_supported": true])
        #expect(try await refusal(promised) == .accessDenied)
    }

    // MARK: Keys

    @Test func aRotatedKeyIsFetchedAtOnceAndTheNextOneWhenThePauseIsOver() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            _ = try await identity(provider)
            func rotate() throws {
                let next = try SigningKey.generate(.es256)
                scripted.change {
                    $0.keys = JWKSet(keys: [next.verificationKey])
                    $0.sign = { claims, _ in try JWSSigner(key: next, type: "JWT").sign(claims) }
                }
            }
            try rotate()
            _ = try await identity(provider)
            try rotate()
            await #expect(throws: Fault.self) { try await identity(provider) }
            clock.advance(by: .seconds(31))
            _ = try await identity(provider)
            #expect(scripted.requests.count { $0.uri == "/jwks" } == 3)
            #expect(scripted.requests.count { $0.uri == "/.well-known/openid-configuration" } == 1)
        }
    }

    @Test func aFloodOfForeignTokensFetchesKeysOnceMore() async throws {
        let foreign = try SigningKey.generate(.es256)
        let script = Script(sign: { claims, _ in try JWSSigner(key: foreign, type: "JWT").sign(claims) })
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            for _ in 0..<20 { await #expect(throws: Fault.self) { try await identity(provider) } }
            #expect(scripted.requests.count { $0.uri == "/jwks" } == 2)
        }
    }

    // MARK: Out of reach

    @Test func aProviderThatIsDownIsAskedOnceInAWhile() async throws {
        let answers = Mutex(0)
        try await StubHost.serve { request, host in
            let number = answers.withLock { count in
                count += 1
                return count
            }
            if number == 1 { return .answer(500, "") }
            return .json(
                #"{"issuer":"\#(host.url)","jwks_uri":"\#(host.url)/jwks","authorization_endpoint":"\#(host.url)/a"}"#
            )
        } _: { host async throws in
            let metadata = IssuerMetadata(
                issuer: host.url,
                http: GuardedHTTP(reach: .operatorChosen, limits: .patient),
                time: clock
            )
            for _ in 0..<5 { await #expect(throws: DiscoveryFailure.self) { try await metadata.current() } }
            #expect(host.requests.count == 1)
            clock.advance(by: .seconds(6))
            for _ in 0..<5 { _ = try await metadata.current() }
            #expect(host.requests.count == 2)
            for (seconds, requests) in [(599, 2), (1, 3)] {
                clock.advance(by: .seconds(seconds))
                _ = try await metadata.current()
                #expect(host.requests.count == requests)
            }
        }
    }

    @Test func aProviderThatIsDownIsUnavailableAndNotADenial() async throws {
        let issuer = try await StubHost.serve { _, _ in
            .silence
        } _: {
            $0.url
        }
        let options = OIDCProvider.Options(name: "t", title: "T", issuer: issuer, clientID: "c", clientSecret: nil)
        let provider = OIDCProvider(options, http: GuardedHTTP(reach: .operatorChosen, limits: .patient), time: clock)
        do {
            _ = try await provider.authorizationURL(
                state: "s",
                nonce: "n",
                challenge: "c",
                redirectURI: "r",
                loginHint: nil,
                forceLogin: false
            )
            Issue.record("a URL of a provider that is down")
        } catch let fault as Fault {
            #expect(fault.code == .unavailable && !fault.detail.contains("127.0.0.1"))
        }
        #expect(await provider.logoutURL(idToken: nil, returnTo: "/") == nil)
    }

    @Test(
        arguments: [(.integer(1_795_251_000), 1_795_251_000), (nil, nil), ("yesterday", nil)] as [(JSONValue?, Int64?)]
    )
    func whenThePersonLoggedInIsWhatTheTokenSays(claim: JSONValue?, seconds: Int64?) async throws {
        try await ScriptedProvider.serve(Script(claims: { $0["auth_time"] = claim }), at: clock.now()) {
            scripted async throws in
            #expect(try await identity(provider(scripted)).authenticatedAt?.seconds == seconds)
        }
    }

    // MARK: Ways out and back

    @Test func theBrowserIsSentWithEverythingBound() async throws {
        try await ScriptedProvider.serve(at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            let url = try await provider.authorizationURL(
                state: "s&1",
                nonce: "n",
                challenge: "ch",
                redirectURI: "https://memory.example/cb?x",
                loginHint: "ann@x",
                forceLogin: true
            )
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
