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

    func databaseBytes() -> Int64? { 5 << 20 }
}
