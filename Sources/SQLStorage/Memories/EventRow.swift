import Base
import Identity
import Memories

/// The columns of an event, and the statements that write events.
enum EventRow {
    static let columns: SQL = """
        e.at, e.action, e.workspace_id, e.provenance_id, e.memories, e.memory_count, e.calls, e.partition_id, e.reads
        """

    /// - Parameter read: the ids of the memories by the store's numbers.
    static func event(
        _ row: SQLRow,
        _ provenances: [Int64: Provenance],
        _ read: [Int64: (partition: Int64, memory: OwnedID)]
    ) throws -> MemoryEvent? {
        guard let provenance = provenances[try row.integer("provenance_id")] else { return nil }
        let memories: [OwnedID]
        if let numbers = try rows(row) {
            let partition = try row.integer("partition_id")
            // A memory that moved to another user shows no longer in an event of its former user.
            memories = numbers.compactMap { read[$0] }.filter { $0.partition == partition }.map(\.memory)
        } else {
            let pairs: [[String]] = try row.json("memories")
            memories = pairs.compactMap { $0.count == 2 ? OwnedID(id: $0[1], userID: $0[0]) : nil }
        }
        return MemoryEvent(
            at: try row.timestamp("at"),
            action: try row.choice("action"),
            provenance: provenance,
            workspace: ID(try row.text("workspace_id")),
            memories: memories,
            count: Int(try row.integer("memory_count")),
            calls: Int(try row.integer("calls"))
        )
    }

    /// The numbers of the memories that an event of reading shows; nil for another event.
    static func rows(_ row: SQLRow) throws -> [Int64]? {
        guard try !row.isNull("reads") else { return nil }
        var rows: Set<Int64> = []
        PackedReads.each(try row.blob("reads")) { row, _ in
            if rows.count < MemoryEvent.mostIDs { rows.insert(row) }
        }
        return rows.sorted()
    }

    /// - Parameter caller: the condition on `provenances v` that selects the event's caller.
    static func adding(_ event: MemoryEvent, of caller: SQL) throws -> SQLStep {
        let pairs = try jsonText(
            .array(event.memories.map { .array([.string($0.userID.text), .string($0.id.text)]) })
        )
        return .run(
            """
            INSERT INTO memory_events (workspace_id, user_id, provenance_id, at, action, calls, memory_count, memories)
            SELECT v.workspace_id, v.user_id, v.id, \(event.at), \(event.action.rawValue), 1, \(event.count),
                \(pairs)
            FROM provenances v WHERE \(caller)
            """
        )
    }

    /// The most bytes of memories that an event grows to; reads beyond that are only counted.
    private static let mostBytes = 65_536

    /// Adds reads to the event of their minute.
    static func adding(_ reads: MemoryReads, of caller: SQL) -> SQLStep {
        .run(
            """
            INSERT INTO memory_events (workspace_id, user_id, provenance_id, at, last_at, action, calls, memory_count,
                partition_id, minute, reads)
            SELECT v.workspace_id, v.user_id, v.id, \(reads.first), \(reads.last), \(reads.action.rawValue), \(reads.calls),
                \(reads.count), \(reads.partition), \(reads.first.minute), \(PackedReads.pack(reads.rows))
            FROM provenances v WHERE \(caller)
            ON CONFLICT (partition_id, provenance_id, action, minute) WHERE minute IS NOT NULL DO UPDATE
            SET calls = memory_events.calls + excluded.calls, memory_count = memory_events.memory_count + excluded.memory_count,
                last_at = \(SQL.larger)(memory_events.last_at, excluded.last_at),
                reads = CASE WHEN length(memory_events.reads) < \(mostBytes)
                    THEN CAST(memory_events.reads || excluded.reads AS \(SQL.blob)) ELSE memory_events.reads END
            """
        )
    }

    /// Adds the counts of one caller's events to their days.
    static func counting(_ writes: [MemoryEvent], _ reads: [MemoryReads], of caller: SQL) -> [SQLStep] {
        var days: [Int: DaySums] = [:]
        for event in writes { days[event.at.day, default: DaySums()].add(event) }
        for some in reads { days[some.first.day, default: DaySums()].add(some) }
        return days.sorted { $0.key < $1.key }.map { day, sums in
            .run(
                """
                INSERT INTO provenance_days (provenance_id, day, reads, searches, writes, last_at)
                SELECT v.id, \(day), \(sums.reads), \(sums.searches), \(sums.writes), \(sums.last)
                FROM provenances v WHERE \(caller)
                ON CONFLICT (provenance_id, day) DO UPDATE SET reads = provenance_days.reads + excluded.reads,
                    searches = provenance_days.searches + excluded.searches, writes = provenance_days.writes + excluded.writes,
                    last_at = \(SQL.larger)(provenance_days.last_at, excluded.last_at)
                """
            )
        }
    }
}

/// The counts of one caller on one day.
private struct DaySums {
    private(set) var (reads, searches, writes) = (0, 0, 0)
    private(set) var last = Timestamp(milliseconds: 0)

    mutating func add(_ event: MemoryEvent) {
        writes += event.count
        last = max(last, event.at)
    }

    mutating func add(_ some: MemoryReads) {
        reads += some.count
        if some.action == .searched { searches += some.calls }
        last = max(last, some.last)
    }
}

extension Timestamp {
    /// Minutes since 1970; times before that are the first minute.
    var minute: Int64 { max(0, milliseconds) / 60_000 }
}
