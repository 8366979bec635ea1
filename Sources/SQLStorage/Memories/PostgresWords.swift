import Base
import Identity
import Memories

/// Keyword search in PostgreSQL. Each memory has the counts of its tokens in the column `words`, a JSON object with a GIN
/// index. A trigger adds two names to it, for its partition and for its workspace, so that the index finds only what is in
/// reach. The tokens and the score are the same as with SQLite, so the order is, too.
struct PostgresWords: WordIndex {
    let database: any SQLDatabase

    /// Up to this many partitions are named; more are searched by workspace.
    private static let partitionLimit = 16

    func matches(
        _ words: [String],
        in partitions: [Partition],
        of workspace: ID<Workspace>,
        where conditions: SQL?,
        limit: Int,
        rareOnly: Bool
    ) async throws -> [Int64: Double] {
        let tokens = WordTokens.ofQuestion(words)
        let names = partitions.filter { $0.memories > 0 }.map { Self.name("\($0.id)") }
        guard !tokens.isEmpty, !names.isEmpty else { return [:] }
        let scope: SQL =
            names.count <= Self.partitionLimit
            ? "m.words ?| ARRAY[\(SQL.filledList(names))]" : "m.words ? \(Self.name(workspace.rawValue))"
        let asked: SQL = "ARRAY[\(SQL.joined(tokens.map { "\($0.text)" }, separator: ", "))]"
        let hits = try await database.rows(
            """
            SELECT m.row_id, m.partition_id, m.word_count, (\(conditions ?? "1 = 1")) IS TRUE AS is_admitted,
                array_to_string(ARRAY(
                    SELECT coalesce(m.words ->> q.token, '0') FROM unnest(\(asked)) WITH ORDINALITY AS q (token, place)
                    ORDER BY q.place), ' ') AS counts
            FROM memories m WHERE m.workspace_id = \(workspace) AND \(scope) AND m.words ?| \(asked)
            """,
            effort: .scan
        ).map { row in
            WordHit(
                row: try row.integer("row_id"),
                partition: try row.integer("partition_id"),
                isAdmitted: try row.bool("is_admitted"),
                counts: try [Int32(clamping: row.integer("word_count"))]
                    + row.text("counts").split(separator: " ").map { Int32($0) ?? 0 }
            )
        }
        let best = WordHit.scores(hits, of: tokens, in: partitions)
            .sorted { ($0.score, $1.row) > ($1.score, $0.row) }.prefix(limit)
        return Dictionary(best.map { ($0.row, $0.score) }, uniquingKeysWith: { first, _ in first })
    }

    /// Every statement that writes a memory writes its words.
    func index(_ waiting: [(partition: Int64, unindexed: Int64)], limit: Int) async throws -> Int { 0 }

    /// PostgreSQL's own upkeep does it.
    func tidy() async throws {}

    /// No token has the first character.
    private static func name(_ scope: String) -> String { "\u{1F}\(scope)" }
}

extension PostgresWords {
    /// The names of the two columns, to append to a list of columns; nothing for SQLite.
    /// - Parameter table: with a dot behind it.
    static func columns(of table: SQL = "") -> SQL {
        .either(sqlite: "", postgres: ", \(table)words, \(table)word_count")
    }

    static func assignments(from new: SQL) -> SQL {
        .either(sqlite: "", postgres: ", words = \(new).words, word_count = \(new).word_count")
    }

    /// The values of `columns` for a text, to append to a list of values.
    static func values(of text: String) -> SQL {
        var (counts, size, text): ([[UInt8]: Int], Int, String) = ([:], 0, text)
        text.withUTF8 { bytes in
            WordTokens.ofText(bytes) { token, _ in counts[token, default: 0] += 1 }
            size = WordTokens.count(bytes)
        }
        var json = JSONWriter()
        json.object { json in
            for (token, count) in counts { json.member(String(decoding: token, as: UTF8.self), count) }
        }
        return
            ", CAST(\(String(decoding: json.bytes, as: UTF8.self)) AS JSONB) AS words, CAST(\(size) AS BIGINT) AS word_count"
    }
}
