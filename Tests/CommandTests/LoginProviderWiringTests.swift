import Base
import Outbound
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// Errors in the address of a login provider are reported at the start, not to the first person who logs in.
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
        "An address that can never be fetched is reported at the start",
        arguments: [
            ([:], []), (["url": "http://127.0.0.1:8080/x"], []), (["url": "http://[::1]:8080"], []),
            // The address is only a name, because the document is elsewhere.
            (["url": "our-issuer", "discoveryUrl": "https://idp.example/.well-known/openid-configuration"], []),
            (["url": "idp.example"], ["url: \(Unreachable.noURL)"]),
            (["url": "http://192.0.2.1/x"], ["url: 192.0.2.1 \(Unreachable.notSecure)"]),
            // Nobody can log in with the keys alone.
            (["url": "idp.example", "jwksUrl": "https://idp.example/jwks"], ["url: \(Unreachable.noURL)"]),
            (
                ["discoveryUrl": "/x", "jwksUrl": "http://192.0.2.1/jwks"],
                ["discoveryUrl: \(Unreachable.noURL)", "jwksUrl: 192.0.2.1 \(Unreachable.notSecure)"]
            ),
        ] as [([String: String], [String])]
    )
    func invalidAddressesAreReportedAtTheStart(settings: [String: String], sentences: [String]) async throws {
        #expect(try await problems(settings) == sentences.map { "login.provider.house.\($0)" })
    }

    @Test("The limit on ID tokens reaches every provider", arguments: [(nil, 256), ("512", 512)] as [(String?, Int)])
    func idTokenLimit(setting: String?, kilobytes: Int) throws {
        var flags = ["login.providers": "a,b"]
        for name in ["a", "b"] {
            flags["login.provider.\(name).url"] = "https://\(name).example"
            flags["login.provider.\(name).clientId"] = "memory"
        }
        flags["login.idTokenKilobytes"] = setting
        let oauth = try ServerSettings(SettingInputs(flags: flags)).oauth
        #expect(oauth.providerOptions.map(\.idTokenBytes) == [kilobytes << 10, kilobytes << 10])
    }
}
