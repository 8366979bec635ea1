import Base
import CPostgres
import Glibc

/// A connection to PostgreSQL. One thread at a time uses it.
final class PostgresConnection {
    /// The most statements kept prepared.
    private static let preparedLimit = 500

    let handle: OpaquePointer
    private var prepared: Set<Identifier> = []
    /// Whether prepared statements do not stay, because a pooler gives each transaction another connection.
    var isUnnamed: Bool

    /// - Throws: `StoreFailure` with what to do about it.
    init(_ options: PostgresOptions) throws {
        let parameters = try options.parameters()
        let keywords = parameters.map { strdup($0.keyword) }
        let values = parameters.map { strdup($0.value) }
        defer { for text in keywords + values { free(text) } }
        let opened = (keywords.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { keywords in
            (values.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { values in
                am_pq_connect(keywords.baseAddress, values.baseAddress)
            }
        }
        guard let opened else { throw StoreFailure(.unavailable, "there is no memory for a connection to PostgreSQL") }
        (handle, isUnnamed) = (opened, options.isPooled)
        guard am_pq_is_connected(opened) == 1 else {
            let message = String(cString: am_pq_error(opened))
            am_pq_finish(opened)
            throw PostgresOpening.failure(message)
        }
        do {
            try PostgresOpening.check(self)
            if !options.isPooled { try script(PostgresOpening.settings(schema: options.schema)) }
        } catch {
            am_pq_finish(opened)
            throw (error as? PostgresFailure)?.storeFailure ?? error
        }
    }

    /// Whether it was not lost, as far as is known without asking.
    var isUsable: Bool { am_pq_is_usable(handle) == 1 }

    func close() { am_pq_finish(handle) }

    /// Runs statements without values, each in its own commit unless they say otherwise.
    func script(_ text: String) throws {
        let result = am_pq_exec(handle, text)
        defer { am_pq_clear(result) }
        guard [AM_PQ_COMMAND, AM_PQ_ROWS].contains(am_pq_kind_of(result)) else { throw PostgresFailure(result) }
    }

    /// Runs one statement in its own transaction.
    func query(_ sql: SQL) throws -> SQLResult {
        let statement = statement(sql)
        guard let name = statement.name else {
            return try take(
                statement.values.pass {
                    am_pq_exec_params(
                        handle,
                        statement.text,
                        statement.values.count,
                        $0.types,
                        $0.values,
                        $0.lengths,
                        $0.formats
                    )
                }
            )
        }
        if !prepared.contains(Identifier(name)) {
            _ = try take(
                statement.values.pass { am_pq_prepare(handle, name, statement.text, statement.values.count, $0.types) }
            )
            prepared.insert(Identifier(name))
        }
        return try take(
            statement.values.pass {
                am_pq_exec_prepared(handle, name, statement.values.count, $0.values, $0.lengths, $0.formats)
            }
        )
    }

    /// After a statement was found stale: prepares everything again, and without names behind a pooler.
    func forgetPrepared(because failure: PostgresFailure) {
        if failure.state != "0A000" { isUnnamed = true }
        prepared = []
        if failure.state == "0A000" { try? script("DEALLOCATE ALL") }
    }

    func take(_ result: OpaquePointer?) throws -> SQLResult {
        defer { am_pq_clear(result) }
        return try Self.read(result)
    }

    static func read(_ result: OpaquePointer?) throws -> SQLResult {
        switch am_pq_kind_of(result) {
        case AM_PQ_COMMAND:
            return SQLResult(rows: [], count: Int(String(cString: am_pq_changed(result))) ?? 0)
        case AM_PQ_ROWS:
            let width = am_pq_column_count(result)
            let columns = SQLColumns((0..<width).map { String(cString: am_pq_column_name(result, $0)) })
            let rows = try (0..<am_pq_row_count(result)).map { row in
                SQLRow(columns, try (0..<width).map { try SQLValue(result, row: row, column: $0) })
            }
            return SQLResult(rows: rows, count: rows.count)
        default: throw PostgresFailure(result)
        }
    }
}

extension PostgresConnection {
    /// A statement as the server gets it.
    struct Statement {
        let text: String
        let values: PostgresValues
        /// The name of the prepared statement; nil for one that is not kept.
        let name: String?
    }

    /// The name of a prepared statement is a hash of its text, so that behind a pooler no other client's statement can
    /// have it.
    func statement(_ sql: SQL) -> Statement {
        let (text, values) = sql.rendered(for: .postgres) { "$\($0)" }
        let isKept = !sql.varies && !isUnnamed
        return Statement(text: text, values: PostgresValues(values), name: isKept ? Self.name(of: text) : nil)
    }

    /// FNV-1a with 128 bits (draft-eastlake-fnv).
    private static func name(of text: String) -> String {
        let prime = UInt128(1) << 88 | 0x13B
        var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
        for byte in text.utf8 { hash = (hash ^ UInt128(byte)) &* prime }
        return "am_" + String(hash, radix: 36)
    }

    func isPrepared(_ name: String) -> Bool { prepared.contains(Identifier(name)) }

    func notePrepared(_ name: String, _ isThere: Bool) {
        if isThere { prepared.insert(Identifier(name)) } else { prepared.remove(Identifier(name)) }
    }

    /// Between transactions.
    func tidyPrepared() throws {
        guard prepared.count > Self.preparedLimit else { return }
        try script("DEALLOCATE ALL")
        prepared = []
    }
}
