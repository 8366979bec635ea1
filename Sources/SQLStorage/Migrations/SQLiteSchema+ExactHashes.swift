import Base
import GRDB
import Memories

extension SQLiteSchema {
    /// Until now the hash that recognizes a text ignored its case, so that a correction of the case was dropped as
    /// known.
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
                last = try row.integer(0)
                let memory = Memory(
                    id: "",
                    text: try row.text(1),
                    kind: try row.choice(2),
                    userID: try row.text(3),
                    sessionID: try row.text(4),
                    namespace: try row.text(5),
                    eventDate: try row.optionalTimestamp(6),
                    createdAt: Timestamp(seconds: 0)
                )
                _ = try db.run("UPDATE memories SET hash = \(MemoryHash.of(memory)) WHERE row_id = \(last)")
            }
            if page.count < 1000 { return }
        }
    }
}
