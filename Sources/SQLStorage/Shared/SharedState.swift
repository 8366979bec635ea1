package import Authorization
import Base
package import Memories

/// The state that the servers of one database share. On PostgreSQL only: a SQLite database has one server.
package struct SharedState: Sendable {
    package let secrets: any SharedSecretStore
    package let passing: any PassingStore
    package let instances: SQLInstances
    package let leases: any WorkLeaseStore
    private let database: any SQLDatabase

    init(database: any SQLDatabase) {
        self.database = database
        secrets = SQLSharedSecretStore(database: database)
        passing = SQLPassingStore(database: database)
        instances = SQLInstances(database: database)
        leases = SQLWorkLeases(database: database)
    }

    /// Whether the schema is at least that of this program. A newer server may have migrated it while this one runs.
    package func isMigrated() async throws -> Bool {
        let known = PostgresSchema.migrations.last?.number ?? 0
        return try await database.number("SELECT coalesce(max(number), 0) AS number FROM schema_migrations") >= known
    }

    /// The number that every revocation raises (`RevocationEpoch.listen`).
    package func revocationNumber() async throws -> Int64 {
        try await database.number("SELECT number FROM revocation_epoch WHERE one = 1")
    }
}
