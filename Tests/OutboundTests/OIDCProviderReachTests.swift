import Base
import Identity
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import Authorization
@testable import JOSE
@testable import Outbound

@Suite("Login at an OpenID provider that is down, or whose keys change (OIDC Core §10.1.1)")
struct OIDCProviderReachTests: OIDCLogin {
    let clock = ManualClock()

    @Test func aRotatedKeyIsFetchedAtOnceAndTheNextOneAfterThePause() async throws {
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

    @Test func aFloodOfForeignTokensCausesOneMoreKeyFetch() async throws {
        let foreign = try SigningKey.generate(.es256)
        let script = ScriptedProvider.Script(sign: { claims, _ in try JWSSigner(key: foreign, type: "JWT").sign(claims)
        })
        try await ScriptedProvider.serve(script, at: clock.now()) { scripted async throws in
            let provider = provider(scripted)
            for _ in 0..<20 { await #expect(throws: Fault.self) { try await identity(provider) } }
            #expect(scripted.requests.count { $0.uri == "/jwks" } == 2)
        }
    }

    // MARK: Out of reach

    @Test func aProviderThatIsDownIsAskedRarely() async throws {
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
            let question = LoginQuestion(
                state: "s",
                nonce: "n",
                challenge: "c",
                redirectURI: "r",
                loginHint: nil,
                forceLogin: false
            )
            _ = try await provider.authorizationURL(question)
            Issue.record("got a URL of a provider that is down")
        } catch let fault as Fault {
            #expect(fault.code == .unavailable && !fault.detail.contains("127.0.0.1"))
        }
        #expect(await provider.logoutURL(idToken: nil, returnTo: "/") == nil)
    }
}
