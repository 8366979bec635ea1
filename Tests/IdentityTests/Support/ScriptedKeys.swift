import Identity
import JOSE
import Synchronization
import TestSupport

/// An issuer's key set as the network would return it, controlled by the test.
final class ScriptedKeys: JWKSFetching {
    struct Unreachable: Error {}

    struct State {
        var body: [UInt8]?
        var maxAge: Duration?
        var fetches = 0
    }

    let state: Mutex<State>
    /// Awaited in every fetch; receives the number of the fetch.
    let onFetch: @Sendable (_ fetch: Int) async -> Void

    init(
        _ keys: [SigningKey],
        maxAge: Duration? = nil,
        onFetch: @escaping @Sendable (_ fetch: Int) async -> Void = { _ in }
    ) {
        state = Mutex(State(body: TestIssuer.published(keys), maxAge: maxAge))
        self.onFetch = onFetch
    }

    var fetches: Int { state.withLock(\.fetches) }

    func publish(_ keys: [SigningKey]) { state.withLock { $0.body = TestIssuer.published(keys) } }
    func publish(body: [UInt8]?) { state.withLock { $0.body = body } }

    func fetch() async throws -> FetchedKeys {
        let (number, answer) = state.withLock { state in
            state.fetches += 1
            return (state.fetches, state.body.map { FetchedKeys(body: $0, maxAge: state.maxAge) })
        }
        await onFetch(number)
        guard let answer else { throw Unreachable() }
        return answer
    }
}

extension IdentityFixture {
    func verifier(_ trust: IssuerTrust, keys: any KeySource = FixedKeys(set: TestIssuer.keys)) -> IssuerVerifier {
        IssuerVerifier(trust: trust, keys: keys, stores: fake.stores, provisioning: provisioning)
    }

    func judge(_ token: String, _ trusts: IssuerTrust...) async throws -> Principal? {
        try await TrustedIssuers(trusts.map { verifier($0) }).verify(BearerToken(token)!.read(), at: clock.now())
    }
}

/// The `kid`s of an issuer's keys, in order.
func ids(_ keys: IssuerKeys?) -> [String] { keys?.set.keys.compactMap(\.id) ?? [] }
