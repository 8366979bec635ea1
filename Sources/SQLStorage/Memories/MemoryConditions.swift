import Base
import Identity
import Memories

/// The restrictions of a statement on memories (`memories m`): the reach of an `Access`, and the filter of a request.
/// All values from the caller are bound.
enum MemoryConditions {
    /// Restricts to the workspace, and to the users within reach.
    static func reach(_ access: Access, workspace: SQL = "m.workspace_id", user: SQL = "m.user_id") -> SQL {
        switch access.reach {
        case .everyone: "\(workspace) = \(access.workspace)"
        case .only(let name): "\(workspace) = \(access.workspace) AND \(user) = \(name)"
        }
    }

    static func all(_ access: Access, _ filter: MemoryFilter) -> SQL {
        .all([reach(access)] + conditions(filter) + [writers(access, filter)].compactMap(\.self))
    }

    /// Whether the filter leaves a few sessions only. They are by far the smaller part, but SQLite keeps no statistics
    /// and might instead scan a namespace, or all memories of a user by time. A `+` before a column keeps SQLite from
    /// using an index on it (sqlite.org/optoverview.html#disqualifying_where_clause_terms_using_unary_).
    static func namesSession(_ filter: MemoryFilter) -> Bool {
        filter.sessionID?.conditions.contains { condition in
            switch condition {
            case .equal, .any, .all: true
            case .notEqual, .none, .startsWith: false
            }
        } ?? false
    }

    private static func conditions(_ filter: MemoryFilter) -> [SQL] {
        var result: [SQL] = []
        let columns: [(SQL, TagFilter?)] = [
            ("m.id", filter.id), ("m.user_id", filter.userID), ("m.session_id", filter.sessionID),
            (
                namesSession(filter) ? .either(sqlite: "+m.namespace", postgres: "m.namespace") : "m.namespace",
                filter.namespace
            ),
            ("m.kind", filter.kind), ("m.extraction_strategy", filter.extractionStrategy),
        ]
        for (column, filter) in columns {
            if let filter { result += filter.conditions.map { single(column, $0) } }
        }
        let labels: [(String, TagFilter?)] = [("topic", filter.topics), ("entity", filter.entities)]
        for (kind, filter) in labels {
            if let filter { result += filter.conditions.map { many(kind, $0) } }
        }
        let dates: [(SQL, DateFilter?)] = [
            ("m.created_at", filter.createdAt), ("m.last_accessed", filter.lastAccessed),
            ("m.event_date", filter.eventDate), ("m.persisted_at", filter.persistedAt),
        ]
        for (column, filter) in dates {
            if let filter { result += filter.conditions.map { date(column, $0) } }
        }
        result += filter.metadata.map(metadata)
        if let after = filter.after { result.append("coalesce(m.event_date, m.created_at) >= \(after)") }
        if let before = filter.before { result.append("coalesce(m.event_date, m.created_at) < \(before)") }
        if let time = filter.asOf { result.append("m.created_at <= \(time)") }
        switch filter.archived {
        case .exclude: result.append("m.archived = 0")
        case .include: break
        case .only: result.append("m.archived = 1")
        }
        if !filter.includesSuperseded { result.append(current(at: filter.asOf)) }
        return result
    }

    /// The numbers of the applications' provenances are read once, and compared in each row.
    private static func writers(_ access: Access, _ filter: MemoryFilter) -> SQL? {
        filter.writers.map { applications in
            let numbers = SQLProvenances.numbers(of: applications, in: access.workspace)
            return "(m.written_by IN (\(numbers)) OR m.stored_by IN (\(numbers)))"
        }
    }

    /// The memories that nothing replaces, or that nothing had replaced at a time. A memory is replaced when its
    /// successor is created; by an older one, when that was changed.
    private static func current(at time: Timestamp?) -> SQL {
        guard let time else { return "m.superseded_by IS NULL" }
        return """
            (m.superseded_by IS NULL OR NOT EXISTS (SELECT 1 FROM memories o WHERE o.workspace_id = m.workspace_id
                AND o.user_id = m.user_id AND o.id = m.superseded_by
                AND CASE WHEN o.created_at < m.created_at THEN o.updated_at ELSE o.created_at END <= \(time)))
            """
    }

    /// A condition on a column with one label.
    static func single(_ column: SQL, _ condition: TagFilter.Condition) -> SQL {
        switch condition {
        case .equal(let value): "\(column) = \(value)"
        case .notEqual(let value): "\(column) <> \(value)"
        case .any(let values): values.isEmpty ? "1 = 0" : "\(column) IN (\(SQL.list(values)))"
        case .all(let values): .all(values.map { "\(column) = \($0)" })
        case .none(let values): values.isEmpty ? "1 = 1" : "\(column) NOT IN (\(SQL.list(values)))"
        case .startsWith(let prefix): "substr(\(column), 1, \(prefix.unicodeScalars.count)) = \(prefix)"
        }
    }

    /// A condition on labels of which a memory has many.
    private static func many(_ kind: String, _ condition: TagFilter.Condition) -> SQL {
        func exists(_ test: SQL) -> SQL {
            "EXISTS (SELECT 1 FROM memory_labels l WHERE l.memory_row = m.row_id AND l.kind = \(kind) AND \(test))"
        }
        switch condition {
        case .equal(let value): return exists("l.label = \(value)")
        case .notEqual(let value): return "NOT \(exists("l.label = \(value)"))"
        case .any(let values): return values.isEmpty ? "1 = 0" : exists("l.label IN (\(SQL.list(values)))")
        case .all(let values): return .all(values.map { exists("l.label = \($0)") })
        case .none(let values): return values.isEmpty ? "1 = 1" : "NOT \(exists("l.label IN (\(SQL.list(values)))"))"
        case .startsWith(let prefix): return exists("substr(l.label, 1, \(prefix.unicodeScalars.count)) = \(prefix)")
        }
    }

    /// The arrow keeps texts as texts and numbers as numbers, so that only a text equals a text.
    private static func metadata(_ condition: MetadataCondition) -> SQL {
        let value: (sqlite: SQL, postgres: SQL) =
            switch condition.value {
            case .text(let text): ("\(text)", "to_jsonb(CAST(\(text) AS TEXT))")
            case .integer(let number): ("\(number)", "to_jsonb(CAST(\(number) AS BIGINT))")
            }
        let column: SQL = "CAST(m.metadata AS JSONB)"
        let first = condition.path[0]
        guard condition.path.count > 1 else {
            return .either(
                sqlite: "m.metadata ->> \(first) = \(value.sqlite)",
                postgres: "\(column) -> CAST(\(first) AS TEXT) = \(value.postgres)"
            )
        }
        let second = condition.path[1]
        return .either(
            sqlite: "m.metadata -> \(first) ->> \(second) = \(value.sqlite)",
            postgres: "\(column) -> CAST(\(first) AS TEXT) -> CAST(\(second) AS TEXT) = \(value.postgres)"
        )
    }

    /// A memory without the date matches only `notEqual`.
    private static func date(_ column: SQL, _ condition: DateFilter.Condition) -> SQL {
        switch condition {
        case .equal(let time): "\(column) = \(time)"
        case .notEqual(let time): "(\(column) IS NULL OR \(column) <> \(time))"
        case .before(let time): "\(column) < \(time)"
        case .atOrBefore(let time): "\(column) <= \(time)"
        case .after(let time): "\(column) > \(time)"
        case .atOrAfter(let time): "\(column) >= \(time)"
        case .between(let first, let last, inclusive: true): "(\(column) >= \(first) AND \(column) <= \(last))"
        case .between(let first, let last, inclusive: false): "(\(column) > \(first) AND \(column) < \(last))"
        }
    }
}

extension Access {
    func reaches(_ userID: String?) -> Bool {
        switch reach {
        case .everyone: true
        case .only(let name): (userID ?? "").isExactly(name)
        }
    }

    /// Refuses an `Access` for reading only. Policy should have refused it already; this is the last guard.
    func requireWriting() throws {
        switch action {
        case .write, .administer: return
        case .read: throw StoreFailure(.broken, "a write was attempted with an access for reading")
        }
    }

    /// Refuses to file something under a user out of reach.
    func requireReach(_ userID: String?) throws {
        guard reaches(userID) else { throw Fault.foreignName }
    }
}
