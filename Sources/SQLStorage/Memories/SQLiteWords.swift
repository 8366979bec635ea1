import Base
import Identity
import Memories

/// Keyword search with FTS5, in an index that has posting lists for each partition (docs/adr/0012).
///
/// Callers that read the memories found must restrict them again.
struct SQLiteWords: WordIndex {
    let database: any SQLDatabase
    /// In partitions of at least so many memories the frequencies of the words are asked first. In smaller ones that would
    /// cost more than it saves.
    private let plannedSize: Int64

    init(database: any SQLDatabase, plannedSize: Int64 = 20_000) {
        self.database = database
        self.plannedSize = plannedSize
    }

    /// Up to this many partitions are searched one by one; more are searched together, by workspace.
    private static let partitionLimit = 16

    /// In a planned search for rare words only: a word of more memories than this is not rare.
    private static let rare = 1_000

    /// Without conditions only the index is read, no memory.
    func matches(
        _ words: [String],
        in partitions: [Partition],
        of workspace: ID<Workspace>,
        where conditions: SQL?,
        limit: Int,
        rareOnly: Bool
    ) async throws -> [Int64: Double] {
        let tokens = WordTokens.ofQuestion(words)
        guard !tokens.isEmpty else { return [:] }
        var found: [(row: Int64, score: Double)] = []
        if partitions.count <= Self.partitionLimit {
            for partition in partitions where partition.memories > 0 {
                let asked =
                    rareOnly && partition.memories >= plannedSize
                    ? try await rare(among: tokens, of: partition, workspace) : tokens
                if !asked.isEmpty { found += try await best(of: partition, asked, workspace, conditions, limit) }
            }
        } else {
            found = try await spread(tokens, partitions, workspace, conditions)
        }
        let best = found.sorted { ($0.score, $1.row) > ($1.score, $0.row) }.prefix(limit)
        return Dictionary(best.map { ($0.row, $0.score) }, uniquingKeysWith: { first, _ in first })
    }

    /// The best rows of one partition. In a large one the rare words are searched first, and the frequent ones only as far
    /// as they can change the result.
    private func best(
        of partition: Partition,
        _ tokens: [WordTokens.Asked],
        _ workspace: ID<Workspace>,
        _ conditions: SQL?,
        _ limit: Int
    ) async throws -> [(row: Int64, score: Double)] {
        let terms = Self.terms(tokens, of: partition, workspace)
        let companions = tokens.map(\.companion)
        func found(_ query: String, _ frequencies: [Int32]) async throws -> [(row: Int64, score: Double)] {
            let statement = Self.statement(query, companions, frequencies, partition, conditions, limit)
            return try await database.rows(statement, effort: .scan).map {
                (row: try $0.integer("row_id"), score: try $0.real("score"))
            }
        }
        let everything = terms.joined(separator: " OR ")
        guard partition.memories >= plannedSize else { return try await found(everything, []) }

        guard let (frequencies, occurrences) = try await frequencies(everything) else { return [] }
        let score = WordScore(
            memories: partition.memories,
            words: partition.words,
            frequencies: frequencies.map(Int64.init),
            companions: companions,
            occurrences: occurrences.map(Int64.init)
        )
        let plan = WordPlan(score, frequencies: frequencies.map(Int64.init), limit: limit)
        var chosen = plan.beginning
        if chosen == nil, let every = plan.everyWord(of: companions, among: partition.memories) {
            let all = every.map { "(\($0.map { terms[$0] }.joined(separator: " OR ")))" }
            let rows = try await found(all.joined(separator: " AND "), frequencies)
            if rows.count == limit, plan.isEnough(withEvery: every, least: rows.last?.score) { return rows }
        }
        while let some = chosen {
            // The second part does not restrict; FTS5 counts only words that are in the query.
            let rows = try await found(
                "(\(some.map { terms[$0] }.joined(separator: " OR "))) AND (\(everything))",
                frequencies
            )
            let least = rows.count < limit ? nil : rows.last?.score
            if plan.isEnough(some, least: least) { return rows }
            let next = plan.tokens(least: least)
            chosen = next.flatMap { $0.count > some.count ? $0 : nil }
        }
        return try await found(everything, frequencies)
    }

    private func rare(among tokens: [WordTokens.Asked], of partition: Partition, _ workspace: ID<Workspace>)
        async throws
        -> [WordTokens.Asked]
    {
        let query = Self.terms(tokens, of: partition, workspace).joined(separator: " OR ")
        guard let found = try await frequencies(query, upTo: Self.rare + 1) else { return [] }
        return WordTokens.chosen(tokens.indices.filter { found.frequencies[$0] <= Self.rare }, of: tokens)
    }

    private static func terms(
        _ tokens: [WordTokens.Asked],
        of partition: Partition,
        _ workspace: ID<Workspace>
    ) -> [String] {
        tokens.map { quoted(SQLiteWordTokenizer.term($0.text, workspace: workspace.rawValue, partition: partition.id)) }
    }

    /// For each word of the query the number of memories that have it, counted up to a limit, and its most occurrences in
    /// one of them; nil when there is none at all.
    private func frequencies(_ query: String, upTo limit: Int = .max) async throws
        -> (frequencies: [Int32], occurrences: [Int32])?
    {
        try await database.rows(
            """
            SELECT word_frequencies(memory_terms, \(limit)) AS frequencies
            FROM memory_terms WHERE memory_terms MATCH \(query) LIMIT 1
            """,
            effort: .scan
        ).first.map {
            let numbers = try $0.blob("frequencies").withUnsafeBytes(SQLiteWordScore.numbers)
            return (Array(numbers.prefix(numbers.count / 2)), Array(numbers.suffix(numbers.count / 2)))
        }
    }

    private static func statement(
        _ query: String,
        _ companions: [Int?],
        _ frequencies: [Int32],
        _ partition: Partition,
        _ conditions: SQL?,
        _ limit: Int
    ) -> SQL {
        let (companions, frequencies) = (
            SQLiteWordScore.bytes(of: companions), SQLiteWordScore.bytes(of: frequencies)
        )
        let score: SQL = """
            word_score(memory_terms, \(partition.memories), \(partition.words), \(companions), \(frequencies), \(limit)) AS score
            """
        guard let conditions else {
            return """
                SELECT w.rowid AS row_id, \(score) FROM memory_terms w
                WHERE memory_terms MATCH \(query) ORDER BY score DESC, w.rowid LIMIT \(limit)
                """
        }
        // CROSS JOIN: the words come first, whatever the query planner prefers (sqlite.org/optoverview.html#crossjoin).
        return """
            SELECT m.row_id, \(score)
            FROM memory_terms CROSS JOIN memories m ON m.row_id = memory_terms.rowid
            WHERE memory_terms MATCH \(query) AND \(conditions) ORDER BY score DESC, m.row_id LIMIT \(limit)
            """
    }

    /// A string of FTS5's query language (sqlite.org/fts5.html §3.1), in which only the quote is special. The tokenizer
    /// leaves it whole, so it is one word and never a phrase.
    private static func quoted(_ term: String) -> String { "\"\(term.replacing("\"", with: "\"\""))\"" }
}

extension SQLiteWords {
    /// The memories of every partition that contain a word, each scored with the statistics of its own partition.
    private func spread(
        _ tokens: [WordTokens.Asked],
        _ partitions: [Partition],
        _ workspace: ID<Workspace>,
        _ conditions: SQL?
    ) async throws -> [(row: Int64, score: Double)] {
        let query = tokens.map { "\(Self.quoted(SQLiteWordTokenizer.start($0.text, workspace.rawValue))) *" }.joined(
            separator: " OR "
        )
        let hits = try await database.rows(
            """
            SELECT m.row_id, m.partition_id, (\(conditions ?? "1 = 1")) IS TRUE AS is_admitted, word_counts(memory_terms) AS counts
            FROM memory_terms CROSS JOIN memories m ON m.row_id = memory_terms.rowid
            WHERE memory_terms MATCH \(query) AND m.workspace_id = \(workspace)
            """,
            effort: .scan
        ).map {
            WordHit(
                row: try $0.integer("row_id"),
                partition: try $0.integer("partition_id"),
                isAdmitted: try $0.bool("is_admitted"),
                counts: try $0.blob("counts").withUnsafeBytes(SQLiteWordScore.numbers)
            )
        }
        return WordHit.scores(hits, of: tokens, in: partitions)
    }
}
