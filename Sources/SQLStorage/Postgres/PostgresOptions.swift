package import Base
import CPostgres
import Glibc

/// How to reach a PostgreSQL server.
package struct PostgresOptions: Sendable {
    /// `postgresql://user:password@host:port/database?sslmode=…`, as libpq takes it (PostgreSQL documentation §34.1.1).
    package let url: Secret
    /// The schema of the tables; created when absent. Nil for the first one of the user's search path.
    package var schema: String?
    /// The most connections that are open at the same time. All servers of a database together must stay below its
    /// `max_connections`.
    package var connections = 8

    /// The name under which PostgreSQL lists the connections of servers and most commands.
    static let serverName = "agent-memory"
    /// The name under which PostgreSQL lists the connections (`application_name`).
    package var name = serverName

    /// Whether a pooler gives each transaction another connection, so that nothing set or prepared on one stays.
    package var isPooled = false

    package init(url: Secret) {
        self.url = url
    }

    /// The parameters for libpq, in this order: our defaults, the URL, and what the URL cannot change.
    /// - Throws: `StoreFailure(.broken)` without the client library, for a URL that is not valid, and for one that gives up
    ///   the check of the server's certificate.
    func parameters() throws -> [(keyword: String, value: String)] {
        if let problem = am_pq_load() { throw StoreFailure(.broken, String(cString: problem)) }
        let isNear = try isNear()
        let mode = try value("sslmode")
        if let mode, !isNear, !["verify-full", "verify-ca"].contains(mode) {
            throw StoreFailure(
                .broken,
                """
                The URL of PostgreSQL has sslmode=\(mode), which does not check who the server is. Remove it, or set it to verify-full; for a \
                certificate of your own authority add sslrootcert=/path/to/authority.pem
                """
            )
        }
        var parameters: [(keyword: String, value: String)] = [
            ("sslmode", isNear ? "prefer" : "verify-full"), ("connect_timeout", "5"), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "20000"),
            ("application_name", name), ("target_session_attrs", "read-write"),
        ]
        // Before version 16 libpq takes `system` for the name of a file.
        if !isNear || mode?.hasPrefix("verify") == true {
            let isOld = am_pq_library_version() < 160_000
            parameters.append(("sslrootcert", isOld ? "/etc/ssl/certs/ca-certificates.crt" : "system"))
        }
        return parameters + [("dbname", url.reveal()), ("client_encoding", "UTF8")]
    }

    /// The place of the database, without user and password.
    /// - Throws: `StoreFailure(.broken)` without the client library, and for a URL that is not valid.
    package func shown() throws -> String {
        if let problem = am_pq_load() { throw StoreFailure(.broken, String(cString: problem)) }
        let (host, port) = (try value("host") ?? "", try value("port").map { ":\($0)" } ?? "")
        return "postgresql://\(host)\(port)/\(try value("dbname") ?? "")"
    }

    /// Whether every host of the URL is on this machine, so that no network can come between.
    private func isNear() throws -> Bool {
        let hosts = try [value("host"), value("hostaddr")].compactMap(\.self).joined(separator: ",")
        return hosts.split(separator: ",").allSatisfy { host in
            host.hasPrefix("/") || host.hasPrefix("@") || ["localhost", "127.0.0.1", "::1"].contains(host)
        }
    }

    private func value(_ keyword: String) throws -> String? {
        var problem: UnsafeMutablePointer<CChar>?
        let found = am_pq_value(url.reveal(), keyword, &problem)
        defer {
            free(found)
            free(problem)
        }
        // libpq's own message would quote the URL, with its password.
        guard problem == nil else {
            throw StoreFailure(
                .broken,
                "The URL of PostgreSQL is not valid. It looks like postgresql://user@host:5432/database"
            )
        }
        return found.map { String(cString: $0) }
    }
}
