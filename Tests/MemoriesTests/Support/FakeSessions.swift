import Base
import Identity
import Memories
import Synchronization

/// Working memory in an array.
final class FakeSessions: WorkingMemoryStore {
    private let sessions = Mutex<[WorkingMemory]>([])

    var all: [WorkingMemory] { sessions.withLock { $0 } }

    func put(_ access: Access, _ memory: WorkingMemory, extracting order: ExtractionOrder?) async throws {
        sessions.withLock { sessions in
            sessions.removeAll { $0.key == memory.key }
            sessions.append(memory)
        }
    }

    func find(_ access: Access, _ key: SessionKey, at now: Timestamp) async throws -> [WorkingMemory] {
        sessions.withLock { sessions in Array(sessions.filter { Self.fits($0, key, at: now) }.prefix(2)) }
    }

    func delete(_ access: Access, _ key: SessionKey) async throws -> Int {
        sessions.withLock { sessions in
            let before = sessions.count
            sessions.removeAll { Self.fits($0, key, at: Timestamp(milliseconds: 0)) }
            return before - sessions.count
        }
    }

    func sessions(
        _ access: Access,
        userID: String?,
        namespace: String?,
        page: PageRequest,
        at now: Timestamp
    ) async throws -> Page<String> {
        sessions.withLock { Page(items: $0.map(\.key.sessionID), total: $0.count) }
    }

    func overviews(_ access: Access, page: PageRequest, at now: Timestamp) async throws -> Page<SessionOverview> {
        let items = all.map {
            SessionOverview(
                key: $0.key,
                messageCount: $0.messages.count,
                createdAt: $0.createdAt,
                updatedAt: $0.updatedAt,
                expiresAt: $0.expiresAt
            )
        }
        return Page(items: Array(items.dropFirst(page.offset).prefix(page.limit)), total: items.count)
    }

    func purge(at now: Timestamp) async throws -> Int {
        sessions.withLock { sessions in
            let before = sessions.count
            sessions.removeAll { $0.expiresAt.map { $0 <= now } ?? false }
            return before - sessions.count
        }
    }

    private static func fits(_ session: WorkingMemory, _ key: SessionKey, at now: Timestamp) -> Bool {
        session.key.sessionID == key.sessionID && (key.userID == nil || key.userID == session.key.userID)
            && (key.namespace == nil || key.namespace == session.key.namespace)
            && session.expiresAt.map { $0 > now } ?? true
    }
}

/// A queue with a fixed number of memories for each promotion.
final class FakePromotions: PromotionQueue {
    private let waiting: Mutex<Int>

    init(_ count: Int = 0) {
        waiting = Mutex(count)
    }

    func promote(limit: Int, at now: Timestamp) async throws -> Int {
        waiting.withLock { waiting in
            let taken = min(limit, waiting)
            waiting -= taken
            return taken
        }
    }
}
