import Base
import Outbound
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// What is wrong with the address of a login provider is said at the start, not to the first person who logs in.
@Suite struct LoginProviderWiringTests {
    private func problems(_ settings: [String: String]) async throws -> [String] {
        let needed = ["url": "https://idp.example", "clientId": "memory"].merging(settings) { $1 }
        let flags = Dictionary(uniqueKeysWithValues: needed.map { ("login.provider.house.\($0)", $1) })
        let inputs = SettingInputs(flags: flags.merging(["login.providers": "house"]) { $1 })
        return try await findings {
            try await LoginProviderSettings.check(
                ServerSettings(inputs).oauth.providers,
                GuardedHTTP(reach: .operatorChosen)
            )
        }
    }

    @Test(
        arguments: [
            ([:], []), (["url": "http://127.0.0.1:8080/x"], []), (["url": "http://[::1]:8080"], []),
            // A name and no more, as its document is elsewhere.
            (["url": "our-issuer", "discoveryUrl": "https://idp.example/.well-known/openid-configuration"], []),
            (["url": "idp.example"], ["url: \(Unreachable.noURL)"]),
            (["url": "http://192.0.2.1/x"], ["url: 192.0.2.1 \(Unreachable.notSecure)"]),
            // The keys alone let nobody log in.
            (["url": "idp.example", "jwksUrl": "https://idp.example/jwks"], ["url: \(Unreachable.noURL)"]),
            (
                ["discoveryUrl": "/x", "jwksUrl": "http://192.0.2.1/jwks"],
                ["discoveryUrl: \(Unreachable.noURL)", "jwksUrl: 192.0.2.1 \(Unreachable.notSecure)"]
            ),
        ] as [([String: String], [String])]
    )
    func whatCouldNeverBeFetchedIsNamed(settings: [String: String], sentences: [String]) async throws {
        #expect(try await problems(settings) == sentences.map { "login.provider.house.\($0)" })
    }
}
