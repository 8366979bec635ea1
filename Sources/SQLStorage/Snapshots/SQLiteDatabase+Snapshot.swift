import Base
import Dispatch
import GRDB
import Glibc

extension SQLiteDatabase {
    /// Copies the database as of now into the new file `target`, readable by its owner only. Reading and writing go on
    /// meanwhile, in this process and in others: the copy is one read transaction (sqlite.org/lang_vacuum.html,
    /// `VACUUM INTO`). It has no write-ahead log and no removed data. A cancelled task ends it.
    /// - Parameter keepingKeys: whether the copy has the keys that sign tokens.
    /// - Throws: `StoreFailure`. What is left of the file is of no use.
    func snapshot(to target: String, keepingKeys: Bool) async throws -> Snapshot {
        let path = path
        // A connection of its own: it can be interrupted without ending the work of others.
        var configuration = Self.configuration
        configuration.readonly = true
        let source = try gate.pass {
            try Self.translated { try DatabaseQueue(path: path, configuration: configuration) }
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // For seconds: not on a thread of the cooperative pool.
                DispatchQueue.global().async {
                    // Within the gate, because the last connection to close moves the write-ahead log.
                    continuation.resume(
                        with: Result {
                            try self.gate.pass {
                                defer { try? source.close() }
                                return try Self.translated {
                                    try Self.copy(source, to: target)
                                    return try Self.finish(target, keepingKeys: keepingKeys)
                                }
                            }
                        }
                    )
                }
            }
        } onCancel: {
            source.interrupt()
        }
    }

    private static func copy(_ source: DatabaseQueue, to target: String) throws {
        // SQLite accepts an empty file, and would itself create one that others may read.
        let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw StoreFailure(.unavailable, "cannot create \(target): \(String(cString: strerror(errno)))")
        }
        Glibc.close(descriptor)
        try source.inDatabase { try $0.execute(sql: "VACUUM INTO ?", arguments: [target]) }
    }

    private static func finish(_ target: String, keepingKeys: Bool) throws -> Snapshot {
        let copy = try DatabaseQueue(path: target, configuration: configuration)
        defer { try? copy.close() }
        return try copy.inDatabase { db in
            if !keepingKeys, try db.tableExists("signing_keys") {
                // Otherwise SQLite only forgets where they are.
                try db.execute(sql: "PRAGMA secure_delete = ON; PRAGMA journal_mode = MEMORY; DELETE FROM signing_keys")
            }
            return Snapshot(
                schema: try Int64.fetchOne(db, sql: "SELECT max(number) FROM schema_migrations") ?? 0,
                commits: try CommitCount.number(in: db) ?? 0,
                counts: try counts(in: db)
            )
        }
    }

    private static func counts(in db: Database) throws -> [String: Int64] {
        let tables = [
            "users": "users", "workspaces": "workspaces", "memories": "memories", "sessions": "sessions",
            "api_tokens": "api_tokens", "connections": "grants",
        ]
        return try tables.mapValues { try Int64.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? 0 }
    }

    private static func translated<Result>(_ work: () throws -> Result) throws -> Result {
        do { return try work() } catch let error as DatabaseError {
            if error.resultCode == .SQLITE_INTERRUPT { throw CancellationError() }
            throw StoreFailure(error)
        }
    }
}
