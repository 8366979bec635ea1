import Base
import Identity
import Settings
import TestSupport
import Testing

@testable import agent_memory

/// Errors in the settings of issuers are reported at the start, not by endless retries.
@Suite struct IssuerWiringTests {
    private func problems(_ settings: [String: String]) async throws -> [String] {
        let needed = [
            "auth.issuers": "house", "auth.issuer.house.url": "https://idp.example",
            "auth.issuer.house.audiences": "memory",
        ]
        let more = settings.map { ($0.key.contains(".") ? $0.key : "auth.issuer.house.\($0.key)", $0.value) }
        return try await findings {
            _ = try await TrustedIssuerWiring(
                ServerSettings(SettingInputs(flags: needed.merging(more) { $1 })),
                time: ManualClock()
            )
        }
    }

    @Test(
        "An address that can never be fetched is reported at the start",
        arguments: [
            (["url": "https://idp example/x"], "auth.issuer.house.url: \(Unreachable.noURL)"),
            (["url": "idp.example"], "auth.issuer.house.url: \(Unreachable.noURL)"),
            (["url": "https://user:secret@idp.example"], "auth.issuer.house.url: \(Unreachable.noURL)"),
            (["url": "ftp://idp.example"], "auth.issuer.house.url: \(Unreachable.noURL)"),
            (["url": "https://idp.example/#x"], "auth.issuer.house.url: \(Unreachable.noURL)"),
            (["url": "http://10.0.0.1:8080/x"], "auth.issuer.house.url: 10.0.0.1 \(Unreachable.notSecure)"),
            (["jwksUrl": "/jwks"], "auth.issuer.house.jwksUrl: \(Unreachable.noURL)"),
            (["jwksUrl": "http://192.0.2.1/jwks"], "auth.issuer.house.jwksUrl: 192.0.2.1 \(Unreachable.notSecure)"),
            (
                ["discoveryUrl": "http://192.0.2.1/x"],
                "auth.issuer.house.discoveryUrl: 192.0.2.1 \(Unreachable.notSecure)"
            ),
        ]
    )
    func invalidAddressesAreReportedAtTheStart(settings: [String: String], sentence: String) async throws {
        for required in ["true", "false"] {
            #expect(try await problems(settings.merging(["required": required]) { $1 }) == [sentence])
        }
    }

    @Test(
        "An address that may work later is retried",
        arguments: [
            [:], ["url": "http://localhost:8080/x"], ["url": "http://[::1]:8080"], ["url": "http://127.0.0.1:1"],
            ["url": "http://host.docker.internal:8080/x", "localhostAliases": "true"],
            // The address is only a name, because the keys are elsewhere.
            ["url": "our-issuer", "jwksUrl": "https://idp.example/jwks"],
            [
                "url": "accounts.google.com",
                "discoveryUrl": "https://accounts.google.com/.well-known/openid-configuration",
            ],
        ]
    )
    func addressesThatMayWorkLaterAreRetried(settings: [String: String]) async throws {
        #expect(try await problems(settings) == [])
    }

    @Test(
        "Clients are only sent to issuers that they can reach",
        arguments: [
            (["url": "https://idp.example"], true), (["url": "http://127.0.0.1:8080/realms/x"], true),
            (["url": "our-issuer", "jwksUrl": "https://idp.example/jwks"], false),
            (
                ["url": "http://192.0.2.1/adfs/services/trust", "jwksUrl": "https://adfs.example/adfs/discovery/keys"],
                false
            ),
        ]
    )
    func clientsAreOnlySentToReachableIssuers(settings: [String: String], named: Bool) async throws {
        let flags = ["auth.issuers": "house", "auth.issuer.house.audiences": "memory"]
            .merging(settings.map { ("auth.issuer.house.\($0)", $1) }) { $1 }
        let wiring = try await TrustedIssuerWiring(ServerSettings(SettingInputs(flags: flags)), time: ManualClock())
        #expect(wiring.authorizationServers.map(\.issuer) == (named ? [settings["url"]] : []))
    }

    @Test("Two entries for one issuer are reported, with the entry to keep")
    func twoEntriesForOneIssuerAreReported() async throws {
        let second = [
            "auth.issuers": "house,second", "auth.issuer.second.url": "https://idp.example",
            "auth.issuer.second.audiences": "api,memory",
        ]
        #expect(
            try await problems(second) == [
                "auth.issuer.second: auth.issuer.house has the issuer https://idp.example too, and tokens only name their issuer; "
                    + "keep one entry with all audiences: api,memory."
            ]
        )
    }
}
