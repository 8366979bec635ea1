package import Base
import Identity
import Memories

/// Memories waiting for promotion from working to long-term memory: from queue to store in one commit.
package struct SQLPromotionQueue: PromotionQueue {
    private let database: any SQLDatabase
    private let vectors: SQLVectors

    package init(database: any SQLDatabase, cache: VectorCache) {
        self.database = database
        vectors = SQLVectors(database: database, cache: cache)
    }

    package func promote(limit: Int, at now: Timestamp) async throws -> Int {
        while true {
            let rows = try await database.rows(
                "SELECT id, workspace_id, memory, written_by FROM promotions ORDER BY id LIMIT \(limit)",
                effort: .scan
            )
            guard !rows.isEmpty else { return 0 }
            if try await promote(rows, at: now) { return rows.count }
            // Another promoter was faster, or a workspace was removed: the remaining queue is read again.
        }
    }

    /// False when the queue no longer holds all of these; then nothing was stored.
    private func promote(_ rows: [SQLRow], at now: Timestamp) async throws -> Bool {
        var batch = MemoryBatch(for: database.dialect)
        let ids = try rows.map { try $0.integer("id") }
        batch.add(.require("DELETE FROM promotions WHERE id IN (\(SQL.list(ids)))", .exactly(ids.count)))
        var queued: [ID<Workspace>: [StoredMemory]] = [:]
        var authors: [ID<Workspace>: [OwnedID: SQLAuthor]] = [:]
        for row in rows {
            var memory = try row.json("memory", as: MemoryDocument.self).memory
            memory.persistedAt = memory.persistedAt ?? now
            let stored = StoredMemory(memory: memory, searchText: SearchText.of(memory), vector: nil)
            let workspace = ID<Workspace>(try row.text("workspace_id"))
            queued[workspace, default: []].append(stored)
            authors[workspace, default: [:]][OwnedID(memory)] = SQLAuthor(
                number: "\(try row.optionalInteger("written_by"))",
                at: now
            )
        }
        for (workspace, memories) in queued {
            try batch.store(memories.lastOfEachID, in: workspace, model: nil, known: .droppedInPromotion) {
                authors[workspace]?[OwnedID($0)] ?? SQLAuthor(number: "NULL", at: now)
            }
        }
        guard case .committed(let results) = try await database.atomically(batch.steps) else { return false }
        vectors.apply(try batch.changes(results))
        return true
    }
}
