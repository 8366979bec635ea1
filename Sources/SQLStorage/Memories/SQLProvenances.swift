import Base
import Identity
import Memories
import Synchronization

/// Provenances in SQL: one row for each combination in a workspace, which memories and sessions refer to by number.
///
/// Rows never change and numbers are never reused, so what was read once is kept: reading a memory costs no join.
final class SQLProvenances: Sendable {
    /// The most rows kept in memory, about 300 bytes each.
    private static let capacity = 10_000

    private let database: any SQLDatabase
    private let known = Mutex<[Int64: Provenance]>([:])

    init(database: any SQLDatabase) {
        self.database = database
    }

    /// Adds the provenance unless it is there; nil when there is none to add.
    static func adding(_ provenance: Provenance?, in workspace: ID<Workspace>) -> SQLStep? {
        provenance.map { provenance in
            let application = provenance.application
            return .run(
                """
                INSERT INTO provenances (workspace_id, user_id, identified_by, issuer, application, credential)
                SELECT w.id, \(provenance.person?.rawValue ?? ""), \(application.identification.rawValue), \(application.issuer),
                    \(application.id), \(provenance.credential)
                FROM workspaces w WHERE w.id = \(workspace)\(isNew(provenance, in: workspace))
                ON CONFLICT (workspace_id, user_id, identified_by, issuer, application, credential) DO NOTHING
                """
            )
        }
    }

    /// In PostgreSQL an insert takes a number even where the row exists, and `purgeProvenances` walks through all numbers.
    private static func isNew(_ provenance: Provenance, in workspace: ID<Workspace>) -> SQL {
        .either(
            sqlite: "",
            postgres: " AND NOT EXISTS (SELECT 1 FROM provenances v WHERE \(condition(provenance, in: workspace)))"
        )
    }

    /// The number of a provenance that was added, as an expression.
    static func number(of provenance: Provenance?, in workspace: ID<Workspace>) -> SQL {
        provenance.map { "(SELECT v.id FROM provenances v WHERE \(condition($0, in: workspace)))" } ?? "NULL"
    }

    /// The condition on `provenances v` that selects one provenance.
    static func condition(_ provenance: Provenance, in workspace: ID<Workspace>) -> SQL {
        """
        v.workspace_id = \(workspace) AND v.user_id = \(provenance.person?.rawValue ?? "")
            AND \(condition(provenance.application)) AND v.credential = \(provenance.credential)
        """
    }

    /// The condition on `provenances v` that selects those of an application.
    static func condition(_ application: ApplicationID) -> SQL {
        """
        v.identified_by = \(application.identification.rawValue) AND v.issuer = \(application.issuer)
            AND v.application = \(application.id)
        """
    }

    /// The condition on `provenances v` that selects those of any of the applications.
    static func condition(_ applications: [ApplicationID]) -> SQL {
        guard !applications.isEmpty else { return "1 = 0" }
        return "(\(SQL.joined(applications.map { "(\(condition($0)))" }, separator: " OR ")))"
    }

    /// A query of the numbers of the applications' provenances in a workspace.
    static func numbers(of applications: [ApplicationID], in workspace: ID<Workspace>) -> SQL {
        "SELECT v.id FROM provenances v WHERE v.workspace_id = \(workspace) AND \(condition(applications))"
    }

    /// The provenances with these numbers. The numbers must come from rows that the caller may read.
    func all(_ numbers: some Sequence<Int64>) async throws -> [Int64: Provenance] {
        let wanted = Set(numbers)
        guard !wanted.isEmpty else { return [:] }
        var found = known.withLock { known in
            wanted.reduce(into: [Int64: Provenance]()) { $0[$1] = known[$1] }
        }
        let missing = wanted.subtracting(found.keys)
        guard !missing.isEmpty else { return found }
        let rows = try await database.rows(
            """
            SELECT v.id, v.identified_by, v.issuer, v.application, v.user_id, v.credential, u.name
            FROM provenances v LEFT JOIN users u ON u.id = v.user_id WHERE v.id IN (\(SQL.filledList(missing.sorted())))
            """
        )
        for row in rows { found[try row.integer("id")] = try Self.provenance(row) }
        let read = found
        known.withLock { known in
            if known.count + missing.count > Self.capacity { known = [:] }
            for number in missing { known[number] = read[number] }
        }
        return found
    }

    private static func provenance(_ row: SQLRow) throws -> Provenance {
        let person = try row.text("user_id")
        return Provenance(
            application: try ProvenanceRow.application(row),
            person: person.isEmpty ? nil : ID(person),
            personName: try row.optionalText("name"),
            credential: try row.text("credential")
        )
    }
}

/// The writer of a row and the time of writing, as values of a statement.
struct SQLAuthor {
    let number: SQL
    let at: Timestamp
}

extension SQLRow {
    /// The numbers of the provenances that the row refers to.
    func provenanceNumbers() throws -> [Int64] {
        try [optionalInteger("stored_by"), optionalInteger("written_by")].compactMap(\.self)
    }

    /// The provenance of a memory or session; nil when nothing is known.
    func memoryProvenance(_ provenances: [Int64: Provenance]) throws -> MemoryProvenance? {
        MemoryProvenance(
            created: try authorship(by: "stored_by", at: "stored_at", provenances),
            changed: try authorship(by: "written_by", at: "written_at", provenances)
        )
    }

    func authorship(by author: String, at time: String, _ provenances: [Int64: Provenance]) throws -> Authorship? {
        guard let number = try optionalInteger(author), let provenance = provenances[number] else { return nil }
        return Authorship(provenance, at: try timestamp(time))
    }
}
