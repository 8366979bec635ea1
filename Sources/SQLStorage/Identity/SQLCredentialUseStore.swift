import Base
package import Identity

/// The last use of API tokens and grants in SQL, in their own rows.
package struct SQLCredentialUseStore: CredentialUseStore {
    let database: any SQLDatabase

    package func note(_ uses: [Credential: CredentialUse]) async throws {
        let steps = uses.compactMap { (credential, use) -> SQLStep? in
            switch credential {
            case .apiToken(let id): Self.step("api_tokens", id.rawValue, use)
            case .accessToken(_, let grant?): Self.step("grants", grant, use)
            case .accessToken, .browserSession, .preset, .none: nil
            }
        }
        guard !steps.isEmpty else { return }
        _ = try await database.commit(steps)
    }

    private static func step(_ table: SQL, _ id: String, _ use: CredentialUse) -> SQLStep {
        .run(
            """
            UPDATE \(table) SET last_used_at = \(use.at), address = \(use.address)
            WHERE id = \(id) AND (last_used_at IS NULL OR last_used_at < \(use.at))
            """
        )
    }
}
