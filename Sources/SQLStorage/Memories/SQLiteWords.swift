import Base
import Identity

/// Finding by words, with FTS5 (Porter stems; BM25).
///
/// One index for all: the partition is a word of its own column that the query demands, which is as quick as an index a user
/// (docs/adr/0002). Who reads the memories found restricts them once more.
struct SQLiteWords: Sendable {
    let database: any SQLDatabase

    /// More partitions than this are asked for by their workspace.
    private static let partitionLimit = 16

    /// Whether so many partitions are asked for one by one, so that nothing of others can come up.
    static func names(_ partitions: Int) -> Bool { partitions <= partitionLimit }

    /// The rows that best match any of the words, with their scores: larger is better.
    /// - Parameter conditions: nil when the partitions are wanted whole; then no memory is looked at, only the index.
    func matches(
        _ words: [String], in partitions: [Int64], of workspace: ID<Workspace>, where conditions: SQL?, limit: Int
    ) async throws -> [Int64: Double] {
        let tokens = words.map(Self.quoted).filter { !$0.isEmpty }
        guard !tokens.isEmpty else { return [:] }
        let scopes = Self.names(partitions.count) ? partitions.map { "p\($0)" } : ["w\(workspace)"]
        let query = """
            scope : (\(scopes.map(Self.quoted).joined(separator: " OR "))) \
            AND search_text : (\(tokens.joined(separator: " OR ")))
            """
        let rows = try await database.rows(Self.statement(query, scopes: scopes.count, conditions, limit), effort: .scan)
        return try Dictionary(rows.map { (try $0.integer(0), try $0.real(1)) }, uniquingKeysWith: { first, _ in first })
    }

    private static func statement(_ query: String, scopes: Int, _ conditions: SQL?, _ limit: Int) -> SQL {
        guard let conditions else {
            return """
                SELECT w.rowid, word_score(memory_words, \(scopes)) AS score FROM memory_words w
                WHERE memory_words MATCH \(query) ORDER BY score DESC, w.rowid LIMIT \(limit)
                """
        }
        // CROSS JOIN: the words come first, whatever the planner thinks (sqlite.org/optoverview.html#crossjoin).
        return """
            SELECT m.row_id, word_score(memory_words, \(scopes)) AS score
            FROM memory_words CROSS JOIN memories m ON m.row_id = memory_words.rowid
            WHERE memory_words MATCH \(query) AND \(conditions) ORDER BY score DESC, m.row_id LIMIT \(limit)
            """
    }

    /// A string of FTS5's query language (sqlite.org/fts5.html §3.1), in which nothing but the quote has a meaning; empty when
    /// there is nothing in it that the tokenizer would keep.
    static func quoted(_ word: String) -> String {
        guard word.unicodeScalars.contains(where: isTokenCharacter) else { return "" }
        return "\"\(word.replacing("\"", with: "\"\""))\""
    }

    /// As unicode61 has it: letters, numbers, private use.
    private static func isTokenCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }
}
