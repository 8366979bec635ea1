import Authorization
import Base
import Identity
import Synchronization

/// An upstream provider that vouches for one person.
final class VouchingProvider: IdentityProvider {
    let name: String
    let title: String
    let state = Mutex("")
    let asked = Mutex(0)
    /// Of the last time: whether a fresh login was demanded, and whom the application expects.
    let demand = Mutex<(forced: Bool, hint: String?)>((false, nil))

    private let groups: [String]

    init(_ name: String = "idp", groups: [String] = []) {
        self.groups = groups
        self.name = name
        title = name.uppercased()
    }

    func authorizationURL(
        state: String,
        nonce: String,
        challenge: String,
        redirectURI: String,
        loginHint: String?,
        forceLogin: Bool
    ) async throws -> String {
        self.state.withLock { $0 = state }
        asked.withLock { $0 += 1 }
        demand.withLock { $0 = (forceLogin, loginHint) }
        return "https://\(name).example/authorize?state=\(state)"
    }

    func identity(
        code: String,
        issuer: String?,
        verifier: String,
        nonce: String,
        redirectURI: String,
        at now: Timestamp
    ) async throws -> UpstreamIdentity {
        UpstreamIdentity(
            identity: ExternalIdentity(issuer: "https://\(name).example", subject: "1"),
            email: "carol@example.org",
            emailVerified: true,
            preferredUsername: "carol",
            name: "Carol",
            groups: groups,
            idToken: nil
        )
    }

    func logoutURL(idToken: String?, returnTo: String) async -> String? { nil }
}
