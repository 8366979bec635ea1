import Base
import Synchronization

/// Removes memories at the moment they expire: before the first read after it, which then costs one statement. Until
/// then a read costs one lock, because the time of the next end is known.
///
/// The ends that another process sets are learned once a minute.
final class ExpiredMemories: Sendable {
    private enum Next {
        case unknown, never
        case at(Timestamp)
    }

    private struct State {
        var next = Next.unknown
        /// Counts what changes ends, so that an answer from before a change is not kept.
        var changes = 0
    }

    private let store: any MemoryExpiryStore
    private let state = Mutex(State())

    init(store: any MemoryExpiryStore) {
        self.store = store
    }

    /// To be called before and after ends were set, and when other processes may have set some.
    func forgetNext() {
        state.withLock { state in
            state.next = .unknown
            state.changes += 1
        }
    }

    /// Removes what has expired.
    func remove(at now: Timestamp) async throws {
        let changes: Int? = state.withLock { state in
            switch state.next {
            case .never: nil
            case .at(let time): time > now ? nil : state.changes
            case .unknown: state.changes
            }
        }
        guard let changes else { return }
        var next = try await store.next()
        if let end = next, end <= now {
            _ = try await store.purge(at: now)
            next = try await store.next()
        }
        state.withLock { state in
            if state.changes == changes { state.next = next.map(Next.at) ?? .never }
        }
    }
}
