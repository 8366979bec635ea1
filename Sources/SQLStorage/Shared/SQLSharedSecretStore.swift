import Authorization
import Base

/// Secrets in SQL that all servers of a database use.
struct SQLSharedSecretStore: SharedSecretStore {
    let database: any SQLDatabase

    func secret(_ name: String, orElse material: Secret) async throws -> Secret {
        _ = try await database.change(
            "INSERT INTO shared_secrets (name, material) VALUES (\(name), \(material.reveal())) ON CONFLICT DO NOTHING"
        )
        return try await stored(name)
    }

    func replace(_ name: String, _ former: Secret, by material: Secret) async throws -> Secret {
        _ = try await database.change(
            "UPDATE shared_secrets SET material = \(material.reveal()) WHERE name = \(name) AND material = \(former.reveal())"
        )
        return try await stored(name)
    }

    private func stored(_ name: String) async throws -> Secret {
        guard let row = try await database.row("SELECT material FROM shared_secrets WHERE name = \(name)") else {
            throw StoreFailure(.broken, "the shared secret \(name) was removed")
        }
        return Secret(try row.text("material"))
    }
}
