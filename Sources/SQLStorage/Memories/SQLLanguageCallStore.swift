import Base
package import Memories

/// The calls of the language model in SQL: a row for each user and day, and one for all users.
package struct SQLLanguageCallStore: LanguageCallStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    package func spend(_ payer: LanguagePayer, day: Int, limit: Int, limitOfAll: Int) async throws -> Bool {
        guard limit > 0, limitOfAll > 0 else { return false }
        return try await database.atomically([
            .require(counting(payer.workspace.rawValue, payer.user, day, limit)),
            // No workspace has an empty id.
            .require(counting("", "", day, limitOfAll)),
        ]).isCommitted
    }

    package func purge(before day: Int) async throws -> Int {
        try await database.change("DELETE FROM language_calls WHERE day < \(day)").count
    }

    private func counting(_ workspace: String, _ user: String, _ day: Int, _ limit: Int) -> SQL {
        """
        INSERT INTO language_calls (day, workspace_id, user_id, calls) VALUES (\(day), \(workspace), \(user), 1)
        ON CONFLICT (workspace_id, user_id, day) DO UPDATE SET calls = language_calls.calls + 1
            WHERE language_calls.calls < \(limit)
        RETURNING calls
        """
    }
}
