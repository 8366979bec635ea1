package import Base
import Memories

extension SQLMemoryEventStore {
    /// Events, and pairs of memory and caller, of one commit.
    private static let gathered = 500
    private static let pairs = 5_000
    /// Provenances that one commit looks at.
    private static let checked: Int64 = 1_000

    private struct Pair: Hashable {
        let row: Int64
        let partition: Int64
        let provenance: Int64
    }

    /// Adds the memories of closed events to `memory_readers`, one row for each memory and caller. A memory that was
    /// found again and again costs one write, and not one for each search.
    package func gatherReaders(before time: Timestamp) async throws -> Int {
        let events = try await database.rows(
            """
            SELECT e.id, e.partition_id, e.provenance_id, e.last_at, e.reads FROM memory_events e
            \(SQL.indexOfOpenEvents) WHERE e.minute IS NOT NULL AND e.minute < \(time.minute) LIMIT \(Self.gathered)
            """,
            effort: .scan
        )
        var sums: [Pair: (reads: Int, last: Timestamp)] = [:]
        var done: [Int64] = []
        for event in events where sums.count < Self.pairs {
            let (partition, provenance) = (try event.integer("partition_id"), try event.integer("provenance_id"))
            let last = try event.timestamp("last_at")
            PackedReads.each(try event.blob("reads")) { row, times in
                let pair = Pair(row: row, partition: partition, provenance: provenance)
                let sum = sums[pair] ?? (0, last)
                sums[pair] = (sum.reads + times, max(sum.last, last))
            }
            done.append(try event.integer("id"))
        }
        guard !done.isEmpty else { return 0 }
        // Another process may have gathered them meanwhile: then this batch changes nothing.
        let closing = SQLStep.require(
            "UPDATE memory_events SET minute = NULL WHERE id IN (\(SQL.filledList(done))) AND minute IS NOT NULL",
            .exactly(done.count)
        )
        let adding = sums.map { pair, sum in
            SQLStep.run(
                """
                INSERT INTO memory_readers (memory_row, provenance_id, reads, last_at)
                SELECT m.row_id, \(pair.provenance), \(sum.reads), \(sum.last) FROM memories m
                WHERE m.row_id = \(pair.row) AND m.partition_id = \(pair.partition)
                ON CONFLICT (memory_row, provenance_id) DO UPDATE SET reads = memory_readers.reads + excluded.reads,
                    last_at = \(SQL.larger)(memory_readers.last_at, excluded.last_at)
                """
            )
        }
        return try await database.atomically([closing] + adding).isCommitted ? done.count : 0
    }

    /// Every event adds to a day of its provenance, and days are kept longest. So a provenance without days is mostly
    /// one that nobody has used for long, and the other conditions are seldom looked at.
    package func purgeProvenances() async throws -> Int {
        let last = try await database.number("SELECT coalesce(max(id), 0) FROM provenances")
        var count = 0
        for start in stride(from: Int64(0), to: last, by: Int64.Stride(Self.checked)) {
            count += try await database.change(
                """
                DELETE FROM provenances AS v WHERE v.id > \(start) AND v.id <= \(start + Self.checked)
                    AND NOT EXISTS (SELECT 1 FROM provenance_days d WHERE d.provenance_id = v.id)
                    AND NOT EXISTS (SELECT 1 FROM memories m WHERE m.written_by = v.id)
                    AND NOT EXISTS (SELECT 1 FROM memories m WHERE m.stored_by = v.id AND m.stored_by IS NOT NULL
                        AND m.stored_by \(SQL.differs) m.written_by)
                    AND NOT EXISTS (SELECT 1 FROM memories m \(SQL.indexOfArchived)
                        WHERE m.workspace_id = v.workspace_id AND m.archived = 1 AND m.archived_by = v.id)
                    AND NOT EXISTS (SELECT 1 FROM memory_versions h WHERE h.written_by = v.id)
                    AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.written_by = v.id)
                    AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.stored_by = v.id AND s.stored_by IS NOT NULL
                        AND s.stored_by \(SQL.differs) s.written_by)
                    AND NOT EXISTS (SELECT 1 FROM promotions q WHERE q.written_by = v.id)
                    AND NOT EXISTS (SELECT 1 FROM extractions x WHERE x.written_by = v.id)
                    AND NOT EXISTS (SELECT 1 FROM undone_memories u WHERE u.written_by = v.id)
                    AND v.id NOT IN (SELECT d.deleted_by FROM deleted_memories d
                        UNION SELECT d.written_by FROM deleted_memories d WHERE d.written_by IS NOT NULL
                        UNION SELECT d.stored_by FROM deleted_memories d WHERE d.stored_by IS NOT NULL)
                    AND NOT EXISTS (SELECT 1 FROM memory_events e
                        WHERE e.workspace_id = v.workspace_id AND e.user_id = v.user_id AND e.provenance_id = v.id)
                """
            ).count
        }
        return count
    }
}
