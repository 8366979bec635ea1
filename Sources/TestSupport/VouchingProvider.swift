import Authorization
package import Base
package import Identity
import Synchronization

/// A fake upstream provider that vouches for a person chosen by the test, and records what it was asked.
package final class VouchingProvider: IdentityProvider {
    /// The parameters of a login when it redirected the browser.
    package struct Question: Sendable {
        package let state: String
        package let nonce: String
        package let challenge: String
        package let loginHint: String?
        package let forceLogin: Bool
    }

    /// The parameters that a login sent together with its code.
    package struct Redemption: Sendable {
        package let issuer: String?
        package let verifier: String
        package let nonce: String
    }

    package let name: String
    package let title: String
    private let person: Mutex<UpstreamIdentity>
    private let questions = Mutex<[Question]>([])
    private let redemptions = Mutex<[Redemption]>([])

    package var asked: [Question] { questions.withLock { $0 } }
    package var redeemed: [Redemption] { redemptions.withLock { $0 } }
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

    package func authorizationURL(
        state: String,
        nonce: String,
        challenge: String,
        redirectURI: String,
        loginHint: String?,
        forceLogin: Bool
    ) async throws -> String {
        let question = Question(
            state: state,
            nonce: nonce,
            challenge: challenge,
            loginHint: loginHint,
            forceLogin: forceLogin
        )
        questions.withLock { $0.append(question) }
        return "https://\(name).example/authorize?state=\(state)"
    }

    package func identity(
        code: String,
        issuer: String?,
        verifier: String,
        nonce: String,
        redirectURI: String,
        at now: Timestamp
    ) async throws -> UpstreamIdentity {
        redemptions.withLock { $0.append(Redemption(issuer: issuer, verifier: verifier, nonce: nonce)) }
        return person.withLock { $0 }
    }

    package func logoutURL(idToken: String?, returnTo: String) async -> String? { nil }
}
