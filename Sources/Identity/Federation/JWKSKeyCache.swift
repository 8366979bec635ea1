package import Base
package import JOSE
import Synchronization

/// An issuer's keys, kept and renewed. A flood of tokens with invented `kid`s must not become a flood of fetches, and an issuer
/// that is slow or down must not hold up tokens whose keys we have.
///
/// Keys serve for their lifetime. From half of it on, the next request starts a fetch and does not wait for it. When the lifetime is over
/// and none was tried lately, requests wait for one. While fetches fail, the old keys serve on until `staleLimit` is over as well, and
/// nobody waits for the next. A key that the issuer withdrew therefore ends with the first fetch that succeeds.
package final class JWKSKeyCache: KeySource {
    /// When it fetches.
    package struct Schedule: Sendable, Hashable {
        /// How long keys serve when the issuer does not say; what it says is cut to 1 minute…1 hour.
        package var lifetime: Duration = .seconds(600)
        /// Between two fetches for tokens that failed, and between two that failed themselves.
        package var interval: Duration = .seconds(30)
        /// For how long after their lifetime keys serve while the issuer cannot be reached.
        package var staleLimit: Duration = .seconds(3_600)

        package init() {}
    }

    private struct State {
        var keys: IssuerKeys?
        var fetchedAt = Timestamp(milliseconds: 0)
        var lifetime: Duration = .zero
        var lastFailure: Timestamp?
        var lastLookAgain: Timestamp?
    }

    /// What a request is to do.
    private enum Step {
        case use(IssuerKeys)
        case renewAndUse(IssuerKeys)
        case fetch(after: Int, orUse: IssuerKeys?)
        case giveUp(until: Timestamp)
    }

    private let fetching: any JWKSFetching
    private let rsaAlgorithm: Algorithm
    private let schedule: Schedule
    private let state = Mutex(State())
    private let flight = SingleFlight<Int, IssuerKeys>()

    /// - Parameter rsaAlgorithm: what RSA keys that do not name their algorithm are for.
    package init(_ fetching: any JWKSFetching, rsaAlgorithm: Algorithm = .rs256, schedule: Schedule = Schedule()) {
        self.fetching = fetching
        self.rsaAlgorithm = rsaAlgorithm
        self.schedule = schedule
    }

    package func keys(at now: Timestamp) async throws -> IssuerKeys {
        switch state.withLock({ step($0, at: now) }) {
        case .use(let keys): return keys
        case .renewAndUse(let keys):
            Task { try? await renew(after: keys.version, at: now) }
            return keys
        case .fetch(let version, let old):
            do { return try await renew(after: version, at: now) } catch {
                guard let old else { throw Self.unavailable(retryAfter: schedule.interval, cause: error) }
                return old
            }
        case .giveUp(let time): throw Self.unavailable(retryAfter: time.since(now), cause: nil)
        }
    }

    package func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? {
        if let newer = newer(than: seen.version) { return newer }
        let mayFetch = state.withLock { state in
            if let last = state.lastLookAgain, now.since(last) < schedule.interval { return false }
            state.lastLookAgain = now
            return true
        }
        if mayFetch {
            _ = try? await renew(after: seen.version, at: now)
        } else {
            // One that is under way for another token may bring what this one needs.
            _ = try? await flight.current(for: 0)
        }
        return newer(than: seen.version)
    }

    private func newer(than version: Int) -> IssuerKeys? {
        state.withLock { state in state.keys.flatMap { $0.version > version ? $0 : nil } }
    }

    private func step(_ state: State, at now: Timestamp) -> Step {
        var nextTry: Timestamp?
        if let failure = state.lastFailure, now.since(failure) < schedule.interval { nextTry = failure.advanced(by: schedule.interval) }
        guard let keys = state.keys else { return nextTry.map(Step.giveUp) ?? .fetch(after: 0, orUse: nil) }
        let age = now.since(state.fetchedAt)
        if age < state.lifetime / 2 { return .use(keys) }
        let isFailing = state.lastFailure.map { now.since($0) < schedule.interval * 2 } ?? false
        if age < state.lifetime || isFailing && age < state.lifetime + schedule.staleLimit {
            return nextTry == nil ? .renewAndUse(keys) : .use(keys)
        }
        if age < state.lifetime + schedule.staleLimit { return .fetch(after: keys.version, orUse: keys) }
        return nextTry.map(Step.giveUp) ?? .fetch(after: keys.version, orUse: nil)
    }

    /// Fetches, unless a fetch landed between the decision to and now.
    @discardableResult
    private func renew(after version: Int, at now: Timestamp) async throws -> IssuerKeys {
        try await flight.value(for: 0) { [self] in
            if let newer = newer(than: version) { return newer }
            do {
                let fetched = try await fetching.fetch()
                let set = try JWKSet(json: fetched.body, rsaAlgorithm: rsaAlgorithm)
                let lifetime = fetched.maxAge.map { min(max($0, .seconds(60)), .seconds(3_600)) } ?? schedule.lifetime
                return state.withLock { state in
                    let keys = IssuerKeys(set: set, version: (state.keys?.version ?? 0) + 1)
                    state.keys = keys
                    state.fetchedAt = now
                    state.lifetime = lifetime
                    state.lastFailure = nil
                    return keys
                }
            } catch {
                state.withLock { $0.lastFailure = now }
                throw error
            }
        }
    }

    private static func unavailable(retryAfter: Duration, cause: (any Error)?) -> Fault {
        Fault(
            .unavailable, unavailable, hints: .init(retryAfter: max(1, Int(retryAfter.components.seconds))), cause: cause)
    }

    static let unavailable = "The issuer's keys cannot be fetched at the moment."
}
