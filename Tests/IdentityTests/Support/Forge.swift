import Base
import Identity
import Synchronization
import TestSupport

@testable import JOSE

/// Writes tokens as issuers and attackers do: any header over any payload, signed by any key.
struct Forge {
    /// Made once: RSA keys take long. All are of the issuer's; `foreign` is not.
    static let rsa = try! SigningKey.generate(.rs256, id: "rsa-1")
    static let ec = try! SigningKey.generate(.es256, id: "ec-1")
    static let pss = try! SigningKey.generate(.ps256, id: "rsa-2")
    static let next = try! SigningKey.generate(.es256, id: "ec-2")
    static let foreign = try! SigningKey.generate(.es256, id: "ec-1")
    /// What the issuer publishes: two of them for one algorithm.
    static let keys = JWKSet(keys: [ec, next, rsa].map(\.verificationKey))

    static func token(
        _ claims: [String: JSONValue],
        header: [String: JSONValue] = [:],
        typ: String? = "JWT",
        key: SigningKey = ec
    ) -> String {
        token(payload: try! StrictJSON.encode(.object(claims)), header: header, typ: typ, key: key)
    }

    static func token(
        payload: [UInt8],
        header: [String: JSONValue] = [:],
        typ: String? = "JWT",
        key: SigningKey = ec
    ) -> String {
        var all: [String: JSONValue] = ["alg": .string(key.algorithm.name), "kid": .string(key.id)]
        if let typ { all["typ"] = .string(typ) }
        all.merge(header) { _, new in new }
        let encoded = try! StrictJSON.encode(.object(all.filter { $0.value != .null }))
        return token(payload: payload, rawHeader: encoded, key: key)
    }

    static func token(payload: [UInt8], rawHeader: [UInt8], key: SigningKey = ec) -> String {
        let input = Base64URL.encode(rawHeader) + "." + Base64URL.encode(payload)
        return input + "." + Base64URL.encode(try! key.signature(for: Array(input.utf8)))
    }

    static func published(_ keys: [SigningKey]) -> [UInt8] {
        try! StrictJSON.encode(JWKSet(keys: keys.map(\.verificationKey)).json)
    }
}

/// An issuer's key set as the network would bring it, under the test's control.
final class ScriptedKeys: JWKSFetching {
    struct Unreachable: Error {}

    struct State {
        var body: [UInt8]?
        var maxAge: Duration?
        var fetches = 0
    }

    let state: Mutex<State>
    /// Awaited in every fetch; gets the number of the fetch.
    let onFetch: @Sendable (_ fetch: Int) async -> Void

    init(
        _ keys: [SigningKey],
        maxAge: Duration? = nil,
        onFetch: @escaping @Sendable (_ fetch: Int) async -> Void = { _ in }
    ) {
        state = Mutex(State(body: Forge.published(keys), maxAge: maxAge))
        self.onFetch = onFetch
    }

    var fetches: Int { state.withLock(\.fetches) }

    func publish(_ keys: [SigningKey]) { state.withLock { $0.body = Forge.published(keys) } }
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

/// Keys that never change.
struct FixedKeys: KeySource {
    let set: JWKSet
    func keys(at now: Timestamp) async throws -> IssuerKeys { IssuerKeys(set: set, version: 1) }
    func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? { nil }
}

extension House {
    func verifier(_ trust: IssuerTrust, keys: any KeySource = FixedKeys(set: Forge.keys)) -> IssuerVerifier {
        IssuerVerifier(trust: trust, keys: keys, stores: fake.stores, provisioning: provisioning)
    }

    func judge(_ token: String, _ trusts: IssuerTrust...) async throws -> Principal? {
        try await TrustedIssuers(trusts.map { verifier($0) }).verify(BearerToken(token)!.read(), at: clock.now())
    }
}

/// The `kid`s of an issuer's keys, in their order.
func ids(_ keys: IssuerKeys?) -> [String] { keys?.set.keys.compactMap(\.id) ?? [] }
