import Base
import Identity
import TestSupport

@testable import HTTPAPI

/// A server with one problem, and no issuers.
struct StubInspection: ServerInspection {
    func explain(_ pasted: Secret) async throws -> TokenExplanation {
        await TokenExplanation(of: pasted.reveal(), issuers: [], stores: nil, ownIssuer: nil, at: People.dawn)
    }

    func findings() async -> [ServerFinding] {
        [
            ServerFinding(.ok, "database", "can be opened"), ServerFinding(.fail, "issuer <okta>", "has no keys"),
            ServerFinding(.note, "model", "keyword search only"),
        ]
    }

    func providers() async -> (providers: [ProviderExamination], general: [ServerFinding]) {
        let okta = ProviderExamination(
            name: "<okta>",
            address: "https://idp.example",
            purpose: .tokens,
            rules: [.init("Audiences", "api://<memory>")],
            findings: [ServerFinding(.fail, "issuer <okta>", "has no <keys>")]
        )
        return ([okta], [ServerFinding(.note, "issuers", "outbound.caFile cannot be read")])
    }

    func databaseBytes() -> Int64? { 5 << 20 }
}
