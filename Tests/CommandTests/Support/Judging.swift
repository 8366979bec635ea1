import Base
import Identity
import TestSupport

/// Verifies access tokens of issuers like the server, with its own stores, at a time when the samples are valid.
struct Judging {
    let stores: TemporaryStores
    let clock = ManualClock()
    private let random = SeededRandom(7)

    /// Creates the stores with one team workspace, “shop”.
    init() async throws {
        stores = try TemporaryStores()
        let shop = try provisioning.newTeam(name: "shop", privacy: .shared)
        _ = try await stores.identity.workspaces.add(shop)
    }

    private var provisioning: Provisioning { Provisioning(time: clock, random: random) }

    func verifier(_ trust: IssuerTrust, keys: any KeySource = FixedKeys(set: TestIssuer.keys)) -> IssuerVerifier {
        IssuerVerifier(trust: trust, keys: keys, stores: stores.identity, provisioning: provisioning)
    }

    func judge(_ token: String, _ trusts: IssuerTrust...) async throws -> Principal? {
        try await TrustedIssuers(trusts.map { verifier($0) }).verify(BearerToken(token)!.read(), at: clock.now())
    }
}
