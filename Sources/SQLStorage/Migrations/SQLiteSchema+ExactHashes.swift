import Base
import GRDB
import Memories

extension SQLiteSchema {
    /// Until now the hash that recognizes a text ignored case, so that a correction of the case was dropped as known.
    static let exactHashes = Migration(8, "exact hashes", "") { db in
        var last: Int64 = 0
        while true {
            let page = try db.run(
                """
                SELECT row_id, text, kind, user_id, session_id, namespace, event_date FROM memories
                WHERE row_id > \(last) AND hash IS NOT NULL ORDER BY row_id LIMIT 1000
                """
            ).rows
            for row in page {
                last = try row.integer("row_id")
                let memory = Memory(
                    id: "",
                    text: try row.text("text"),
                    kind: try row.choice("kind"),
                    userID: try row.text("user_id"),
                    sessionID: try row.text("session_id"),
                    namespace: try row.text("namespace"),
                    eventDate: try row.optionalTimestamp("event_date"),
                    createdAt: Timestamp(seconds: 0)
                )
                _ = try db.run("UPDATE memories SET hash = \(MemoryHash.of(memory)) WHERE row_id = \(last)")
            }
            if page.count < 1000 { return }
        }
    }
}
