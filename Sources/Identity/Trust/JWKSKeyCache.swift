package import Base
package import JOSE
import Synchronization

/// An issuer's keys, kept and renewed. A flood of tokens with invented `kid`s must not become a flood of fetches, and
/// an issuer that is slow or down must not hold up tokens whose keys we have.
///
/// From half of their lifetime on the keys are renewed: by a task beside the server (`renewIfDue`), or by the next
/// request, which starts the fetch and does not wait for it. While fetches fail, the old keys serve on until
/// `staleLimit` is over as well. Requests wait only when there are no keys to go by. A key that the issuer withdrew
/// ends with the first fetch that succeeds; its last key with the second in a row that finds none, for a provider that
/// is just starting may publish an empty set for a moment.
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
        static let never = Timestamp(milliseconds: 0)

        var keys: IssuerKeys?
        var fetchedAt = never
        var lifetime: Duration = .zero
        /// The beginning of a renewal that has not succeeded yet.
        var lastRenewal: Timestamp?
        var lastFailure: Timestamp?
        var lastLookAgain: Timestamp?
        /// Since when the issuer, asked, has had no key for us.
        var emptySince: Timestamp?
        /// What the last fetch failed with, until somebody is told.
        var unreported: (any Error)?
    }

    /// What a request is to do.
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

    /// - Parameter algorithms: those accepted; a key set with no key for any of them is as good as none.
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
            // One that is under way for another token may bring what this one needs.
            _ = try? await flight.current(for: 0)
        }
        return newer(than: seen.version)
    }

    /// Fetches, whatever is known and however lately that failed: at the start, before any token comes.
    package func renew(at now: Timestamp) async throws {
        try await renew(after: state.withLock { $0.keys?.version ?? 0 }, at: now)
    }

    /// Fetches when it is time to: for a task beside the server, so that after a quiet spell too the keys are young.
    /// - Throws: what that fetch failed with, or one since the last call that a request began and nobody heard of.
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

    /// Fetches, unless a fetch landed between the decision to and now.
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

    /// What tokens get whose keys nobody has.
    static func unavailable(retryAfter: Int? = nil, cause: (any Error)?) -> Fault {
        Fault(
            .unavailable,
            "The issuer's keys cannot be fetched at the moment.",
            hints: .init(retryAfter: retryAfter),
            cause: cause
        )
    }
}
