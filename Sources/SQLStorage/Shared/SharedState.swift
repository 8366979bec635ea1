package import Authorization
import Base

/// What the servers of one database tell each other. On PostgreSQL only: a SQLite database has one server.
package struct SharedState: Sendable {
    package let secrets: any SharedSecretStore
    private let database: any SQLDatabase

    init(database: any SQLDatabase) {
        self.database = database
        secrets = SQLSharedSecretStore(database: database)
    }

    /// The number that every revocation raises (`RevocationEpoch.listen`).
    package func revocationNumber() async throws -> Int64 {
        try await database.number("SELECT number FROM revocation_epoch WHERE one = 1")
    }
}
