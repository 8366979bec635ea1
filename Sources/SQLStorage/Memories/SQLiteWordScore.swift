import GRDB
import GRDBSQLite
import Glibc

/// `word_score(memory_words, n)`: BM25 of the query's phrases but its first `n`; larger is better.
///
/// SQLite's own `bm25()` counts, once a query, the rows of every phrase, and so for each search all memories of the user: the phrase
/// that names the partition is in each of them. That phrase says nothing about how well a memory fits. Otherwise it is the same formula
/// (sqlite.org/fts5.html §5.1.1).
enum SQLiteWordScore {
    static func add(to db: Database) throws {
        let api = FTS5.api(db)
        let code = api.pointee.xCreateFunction(UnsafeMutablePointer(mutating: api), "word_score", nil, score, nil)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// What is the same for all rows of a query.
    private final class Weights {
        let firstPhrase: Int32
        /// By phrase, from the first that counts.
        let rarities: [Double]
        let meanSize: Double

        init(firstPhrase: Int32, rarities: [Double], meanSize: Double) {
            (self.firstPhrase, self.rarities, self.meanSize) = (firstPhrase, rarities, meanSize)
        }
    }

    /// Sizes are of all columns together, as in `bm25()`: the two words of the scope make short texts a little less short.
    private static let column: Int32 = -1
    private static let (k, b) = (1.2, 0.75)

    private static let score: fts5_extension_function = { api, context, result, count, arguments in
        guard let api = api?.pointee, let context, count == 1, let argument = arguments?[0] else {
            sqlite3_result_error(result, "word_score: one number is wanted", -1)
            return
        }
        let kept = api.xGetAuxdata(context, 0).map { Unmanaged<Weights>.fromOpaque($0).takeUnretainedValue() }
        guard let weights = kept ?? made(api, context, firstPhrase: sqlite3_value_int(argument)) else {
            sqlite3_result_error_code(result, SQLITE_NOMEM)
            return
        }
        var size: Int32 = 0
        let code = api.xColumnSize(context, column, &size)
        guard code == SQLITE_OK else { return sqlite3_result_error_code(result, code) }
        let damping = k * (1 - b + b * Double(size) / weights.meanSize)
        var sum = 0.0
        for (index, rarity) in weights.rarities.enumerated() {
            let frequency = occurrences(of: weights.firstPhrase + Int32(index), api, context)
            if frequency > 0 { sum += rarity * frequency * (k + 1) / (frequency + damping) }
        }
        sqlite3_result_double(result, sum)
    }

    private static func occurrences(of phrase: Int32, _ api: Fts5ExtensionApi, _ context: OpaquePointer) -> Double {
        var place = Fts5PhraseIter()
        var (column, offset): (Int32, Int32) = (-1, -1)
        guard api.xPhraseFirst(context, phrase, &place, &column, &offset) == SQLITE_OK else { return 0 }
        var count = 0.0
        while column >= 0 {
            count += 1
            api.xPhraseNext(context, &place, &column, &offset)
        }
        return count
    }

    private static func made(_ api: Fts5ExtensionApi, _ context: OpaquePointer, firstPhrase: Int32) -> Weights? {
        var (rows, tokens): (Int64, Int64) = (0, 0)
        guard api.xRowCount(context, &rows) == SQLITE_OK, api.xColumnTotalSize(context, column, &tokens) == SQLITE_OK else { return nil }
        var rarities: [Double] = []
        for phrase in firstPhrase..<max(firstPhrase, api.xPhraseCount(context)) {
            var found: Int64 = 0
            let code = api.xQueryPhrase(context, phrase, &found) { _, _, found in
                found?.assumingMemoryBound(to: Int64.self).pointee += 1
                return SQLITE_OK
            }
            guard code == SQLITE_OK else { return nil }
            // Never below zero: a word of nearly every memory says little, but nothing against one.
            rarities.append(max(1e-6, log((Double(rows - found) + 0.5) / (Double(found) + 0.5))))
        }
        let weights = Weights(firstPhrase: firstPhrase, rarities: rarities, meanSize: max(1, Double(tokens) / Double(max(1, rows))))
        let pointer = Unmanaged.passRetained(weights).toOpaque()
        // SQLite releases it with the query, and at once when it cannot keep it.
        let code = api.xSetAuxdata(context, pointer) { $0.map { Unmanaged<Weights>.fromOpaque($0).release() } }
        return code == SQLITE_OK ? weights : nil
    }
}
