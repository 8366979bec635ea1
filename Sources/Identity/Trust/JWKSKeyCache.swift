package import Base
package import JOSE
import Synchronization

/// Caches and renews an issuer's keys. A flood of tokens with invented `kid`s must not cause a flood of fetches, and a
/// slow or failing issuer must not delay tokens whose keys are known.
///
/// The keys are renewed after half of their lifetime: by a background task (`renewIfDue`), or by the next request,
/// which starts the fetch without waiting for it. While fetches fail, the old keys stay valid until `staleLimit` is
/// over as well. Requests wait only when no keys are known. A withdrawn key ends with the first successful fetch. The
/// last key ends with the second fetch in a row without any, because a provider that is just starting may publish an
/// empty set for a moment.
package final class JWKSKeyCache: KeySource {
    /// When the cache fetches keys.
    package struct Schedule: Sendable, Hashable {
        /// The lifetime of keys when the issuer does not give one; the issuer's value is clamped to 1 minute…1 hour.
        package var lifetime: Duration = .seconds(600)
        /// The time between two fetches for failed tokens, and between two failed fetches.
        package var interval: Duration = .seconds(30)
        /// How long keys stay valid after their lifetime while the issuer cannot be reached.
        package var staleLimit: Duration = .seconds(3_600)

        package init() {}
    }

    private struct State {
        static let never = Timestamp(milliseconds: 0)

        var keys: IssuerKeys?
        var fetchedAt = never
        var lifetime: Duration = .zero
        /// The start of a renewal that has not succeeded yet.
        var lastRenewal: Timestamp?
        var lastFailure: Timestamp?
        var lastLookAgain: Timestamp?
        /// The time since which the issuer's key set has had no usable key.
        var emptySince: Timestamp?
        /// The error of the last fetch until it is reported.
        var unreported: (any Error)?
    }

    /// The next action of a request.
    private enum Step {
        case use(IssuerKeys)
        case renewAndUse(IssuerKeys)
        case fetch(after: Int)
        case giveUp
    }

    private let fetching: any JWKSFetching
    private let algorithms: Set<Algorithm>
    private let schedule: Schedule
    private let state = Mutex(State())
    private let flight = SingleFlight<Int, IssuerKeys>()

    /// - Parameter algorithms: the accepted algorithms; a key set without a key for any of them counts as empty.
    package init(
        _ fetching: any JWKSFetching,
        algorithms: Set<Algorithm> = Set(Algorithm.allCases),
        schedule: Schedule = Schedule()
    ) {
        self.fetching = fetching
        self.algorithms = algorithms
        self.schedule = schedule
    }

    package func keys(at now: Timestamp) async throws -> IssuerKeys {
        switch step(at: now) {
        case .use(let keys): return keys
        case .renewAndUse(let keys):
            Task { try? await renew(after: keys.version, at: now) }
            return keys
        case .fetch(let version):
            do { return try await renew(after: version, at: now) } catch { throw unavailable(cause: error) }
        case .giveUp: throw unavailable(cause: nil)
        }
    }

    package func keys(newerThan seen: IssuerKeys, at now: Timestamp) async -> IssuerKeys? {
        if let newer = newer(than: seen.version) { return newer }
        let mayFetch = state.withLock { state in
            if let last = state.lastLookAgain, now.isWithin(schedule.interval, of: last) { return false }
            state.lastLookAgain = now
            return true
        }
        if mayFetch {
            _ = try? await renew(after: seen.version, at: now)
        } else {
            // A fetch in progress for another token may bring the key that this one needs.
            _ = try? await flight.current(for: 0)
        }
        return newer(than: seen.version)
    }

    /// Fetches at once, whatever is known and however recently a fetch failed. Used at start, before any token arrives.
    package func renew(at now: Timestamp) async throws {
        try await renew(after: state.withLock { $0.keys?.version ?? 0 }, at: now)
    }

    /// Fetches when the keys are due; called by a background task, so that the keys are fresh after a quiet time too.
    /// - Throws: the error of this fetch, or of a fetch since the last call that a request started and nobody reported.
    package func renewIfDue(at now: Timestamp) async throws {
        switch step(at: now) {
        case .use, .giveUp: break
        case .renewAndUse(let keys): _ = try? await renew(after: keys.version, at: now)
        case .fetch(let version): _ = try? await renew(after: version, at: now)
        }
        let failure = state.withLock { state in
            defer { state.unreported = nil }
            return state.unreported
        }
        if let failure { throw failure }
    }

    private func newer(than version: Int) -> IssuerKeys? {
        state.withLock { state in state.keys.flatMap { $0.version > version ? $0 : nil } }
    }

    private func step(at now: Timestamp) -> Step {
        state.withLock { state in
            let hasJustFailed = state.lastFailure.map { now.isWithin(schedule.interval, of: $0) } ?? false
            guard let keys = state.keys, now.isWithin(state.lifetime + schedule.staleLimit, of: state.fetchedAt) else {
                return hasJustFailed ? .giveUp : .fetch(after: state.keys?.version ?? 0)
            }
            let isRenewed = state.lastRenewal.map { now.isWithin(schedule.interval, of: $0) } ?? false
            guard !hasJustFailed, !isRenewed, !now.isWithin(state.lifetime / 2, of: state.fetchedAt) else {
                return .use(keys)
            }
            state.lastRenewal = now
            return .renewAndUse(keys)
        }
    }

    /// Fetches, unless another fetch finished since the decision to fetch.
    @discardableResult
    private func renew(after version: Int, at now: Timestamp) async throws -> IssuerKeys {
        try await flight.value(for: 0) { [self] in
            if let newer = newer(than: version) { return newer }
            do {
                let fetched = try await fetching.fetch()
                let set = try JWKSet(usable: fetched.body, for: algorithms)
                let lifetime = fetched.maxAge.map { min(max($0, .seconds(60)), .seconds(3_600)) } ?? schedule.lifetime
                return state.withLock { state in
                    let keys = IssuerKeys(set: set, version: (state.keys?.version ?? 0) + 1)
                    state.keys = keys
                    state.fetchedAt = now
                    state.lifetime = lifetime
                    state.lastRenewal = nil
                    state.lastFailure = nil
                    state.emptySince = nil
                    state.unreported = nil
                    return keys
                }
            } catch {
                state.withLock { state in
                    state.lastFailure = now
                    state.unreported = error
                    guard error is NoUsableKey else { return }
                    let since = state.emptySince ?? now
                    if !now.isWithin(schedule.interval, of: since) { state.fetchedAt = State.never }
                    state.emptySince = since
                }
                throw error
            }
        }
    }

    private func unavailable(cause: (any Error)?) -> Fault {
        Self.unavailable(retryAfter: Int(schedule.interval.components.seconds), cause: cause)
    }

    /// The fault for tokens while no keys are available.
    static func unavailable(retryAfter: Int? = nil, cause: (any Error)?) -> Fault {
        Fault(
            .unavailable,
            "The issuer's keys cannot be fetched at the moment.",
            hints: .init(retryAfter: retryAfter),
            cause: cause
        )
    }
}
