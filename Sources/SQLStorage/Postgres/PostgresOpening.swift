import Base
import CPostgres

/// The checks and settings of a new connection.
enum PostgresOpening {
    /// The oldest server whose SQL and libpq protocol are tested.
    private static let oldest: Int32 = 150_000

    /// - Throws: `StoreFailure(.broken)` for a server that cannot hold our data, `.unavailable` for a standby.
    static func check(_ connection: PostgresConnection) throws {
        let version = am_pq_server_version(connection.handle)
        guard version >= oldest else {
            throw StoreFailure(
                .broken,
                "PostgreSQL \(version / 10_000) is too old: this server needs version \(oldest / 10_000) or newer"
            )
        }
        let encoding = parameter("server_encoding", of: connection) ?? ""
        guard encoding == "UTF8" else {
            throw StoreFailure(
                .broken,
                "the PostgreSQL database has the encoding \(encoding). Create one with ENCODING 'UTF8'"
            )
        }
        guard parameter("in_hot_standby", of: connection) != "on" else {
            throw StoreFailure(
                .unavailable,
                "this PostgreSQL server is a read-only standby: name the primary in storage.url"
            )
        }
    }

    private static func parameter(_ name: String, of connection: PostgresConnection) -> String? {
        am_pq_parameter(connection.handle, name).map { String(cString: $0) }
    }

    /// A name as SQL takes it.
    static func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    /// Times in milliseconds. Compiling a plan takes longer than our statements.
    static func settings(schema: String?) -> String {
        let path = schema.map { " SET search_path = \(quoted($0)), public;" } ?? ""
        return """
            SET statement_timeout = 30000; SET lock_timeout = 15000; SET idle_in_transaction_session_timeout = 15000; \
            SET jit = off; SET bytea_output = 'hex'; SET standard_conforming_strings = on;\(path)
            """
    }

    /// The failure for libpq's message about a connection that was not opened. It names host, user and database, never the password.
    static func failure(_ message: String) -> StoreFailure {
        let words = message.split(separator: "\n").joined(separator: " ")
        for (part, advice) in [
            ("password authentication failed", "Check the user in storage.url, and the password."),
            (
                "no password supplied",
                "Add the password to storage.url, or put the URL into a file and name that in storage.urlFile."
            ),
            ("certificate", "The server's certificate must be valid for its host name: see docs/operations.md."),
            ("does not support SSL", "Configure TLS in PostgreSQL: see docs/operations.md."),
            ("no pg_hba.conf entry", "Allow this user and host in pg_hba.conf."),
        ] where message.contains(part) {
            return StoreFailure(.broken, "\(words). \(advice)")
        }
        if message.contains("database \""), message.contains("does not exist") {
            return StoreFailure(.broken, "\(words). Create it with `createdb`.")
        }
        if message.contains("read-only") {
            return StoreFailure(.unavailable, "\(words). Name the primary in storage.url.")
        }
        return StoreFailure(.unavailable, words)
    }
}
