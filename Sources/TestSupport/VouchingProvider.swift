package import Authorization
package import Base
package import Identity
import Synchronization

/// A fake upstream provider that vouches for a person chosen by the test, and records what it was asked.
package final class VouchingProvider: IdentityProvider {
    package let name: String
    package let title: String
    private let person: Mutex<UpstreamIdentity>
    private let questions = Mutex<[LoginQuestion]>([])
    private let redemptions = Mutex<[LoginCallback]>([])

    package var asked: [LoginQuestion] { questions.withLock { $0 } }
    package var redeemed: [LoginCallback] { redemptions.withLock { $0 } }
    /// The `state` of the last login that started; empty when there was none.
    package var state: String { asked.last?.state ?? "" }

    package init(_ person: UpstreamIdentity, name: String = "idp") {
        self.person = Mutex(person)
        self.name = name
        title = name.uppercased()
    }

    /// Creates a provider that vouches for Carol, whose subject is 1.
    package convenience init(_ name: String = "idp", groups: [String] = []) {
        let carol = UpstreamIdentity(
            identity: ExternalIdentity(issuer: "https://\(name).example", subject: "1"),
            email: "carol@example.org",
            emailVerified: true,
            preferredUsername: "carol",
            name: "Carol",
            groups: groups,
            idToken: nil
        )
        self.init(carol, name: name)
    }

    /// Vouches for another person from now on.
    package func vouch(for other: UpstreamIdentity) { person.withLock { $0 = other } }

    package func authorizationURL(_ question: LoginQuestion) async throws -> String {
        questions.withLock { $0.append(question) }
        return "https://\(name).example/authorize?state=\(question.state)"
    }

    package func identity(_ callback: LoginCallback, at now: Timestamp) async throws -> UpstreamIdentity {
        redemptions.withLock { $0.append(callback) }
        return person.withLock { $0 }
    }

    package func logoutURL(idToken: String?, returnTo: String) async -> String? { nil }
}
