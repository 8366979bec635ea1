import Base
import Identity
import Memories

/// The columns of an event, and the statements that write a batch of events.
enum EventRow {
    static let columns: SQL = "e.at, e.action, e.workspace_id, e.provenance_id, e.memories, e.memory_count"

    static func event(_ row: SQLRow, _ provenances: [Int64: Provenance]) throws -> MemoryEvent? {
        guard let provenance = provenances[try row.integer("provenance_id")] else { return nil }
        let pairs: [[String]] = try row.json("memories")
        return MemoryEvent(
            at: try row.timestamp("at"),
            action: try row.choice("action"),
            provenance: provenance,
            workspace: ID(try row.text("workspace_id")),
            memories: pairs.compactMap { $0.count == 2 ? OwnedID(id: $0[1], userID: $0[0]) : nil },
            count: Int(try row.integer("memory_count"))
        )
    }

    /// - Parameter caller: the condition on `provenances v` that selects the events' caller.
    static func adding(_ event: MemoryEvent, of caller: SQL) throws -> SQLStep {
        let pairs = event.memories.map { JSONValue.array([.string($0.userID.text), .string($0.id.text)]) }
        return .run(
            """
            INSERT INTO memory_events (workspace_id, user_id, provenance_id, at, action, memories, memory_count)
            SELECT v.workspace_id, v.user_id, v.id, \(event.at), \(event.action.rawValue), \(try jsonText(.array(pairs))),
                \(event.count)
            FROM provenances v WHERE \(caller)
            """
        )
    }

    /// Adds the counts of the events, all of one caller, to their days.
    static func counting(_ events: [MemoryEvent], of caller: SQL) -> [SQLStep] {
        Dictionary(grouping: events) { $0.at.day }.sorted { $0.key < $1.key }.map { day, events in
            let reads = events.filter(\.action.isReading).reduce(0) { $0 + $1.count }
            let writes = events.filter { !$0.action.isReading }.reduce(0) { $0 + $1.count }
            let searches = events.filter { $0.action == .searched }.count
            let last = events.map(\.at).max() ?? Timestamp(milliseconds: 0)
            return .run(
                """
                INSERT INTO provenance_days (provenance_id, day, reads, searches, writes, last_at)
                SELECT v.id, \(day), \(reads), \(searches), \(writes), \(last) FROM provenances v WHERE \(caller)
                ON CONFLICT (provenance_id, day) DO UPDATE SET reads = provenance_days.reads + excluded.reads,
                    searches = provenance_days.searches + excluded.searches, writes = provenance_days.writes + excluded.writes,
                    last_at = max(provenance_days.last_at, excluded.last_at)
                """
            )
        }
    }

    /// Adds the reads of the events, all of one caller, to the memories' readers.
    static func reading(_ events: [MemoryEvent], in workspace: ID<Workspace>, of caller: SQL) -> [SQLStep] {
        var reads: [OwnedID: (count: Int, last: Timestamp)] = [:]
        for event in events where event.action.isReading {
            for memory in event.memories {
                let former = reads[memory] ?? (0, event.at)
                reads[memory] = (former.count + 1, max(former.last, event.at))
            }
        }
        let all = Array(reads)
        return stride(from: 0, to: all.count, by: 500).map { start in
            let given: [SQL] = all[start..<min(start + 500, all.count)].map { memory, read in
                "(\(memory.userID.text), \(memory.id.text), \(read.count), \(read.last))"
            }
            return .run(
                """
                WITH given (user_id, id, reads, last_at) AS (VALUES \(SQL.joined(given, separator: ", ")))
                INSERT INTO memory_readers (memory_row, provenance_id, reads, last_at)
                SELECT m.row_id, v.id, g.reads, g.last_at
                FROM given g CROSS JOIN memories m CROSS JOIN provenances v
                WHERE m.workspace_id = \(workspace) AND m.user_id = g.user_id AND m.id = g.id AND \(caller)
                ON CONFLICT (memory_row, provenance_id) DO UPDATE SET reads = memory_readers.reads + excluded.reads,
                    last_at = max(memory_readers.last_at, excluded.last_at)
                """
            )
        }
    }
}
