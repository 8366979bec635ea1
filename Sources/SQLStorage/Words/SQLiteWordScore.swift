import GRDB
import GRDBSQLite

/// Three functions of FTS5 for keyword search.
///
/// `word_score(memory_terms, memories, words, companions, frequencies, limit)` is the `WordScore` of a row, or −1 for a row
/// that is not among the best `limit` so far. The last phrases of the query must be the tokens of the question, all of one
/// partition, and `memories` and `words` are the totals of that partition. `companions` has one 32-bit integer for each
/// token, −1 for none. `frequencies` has the number of memories for each token, or is empty: then the index is asked.
/// FTS5's own `bm25()` knows only one index for all users.
///
/// `word_frequencies(memory_terms, limit)` has the number of rows for each phrase, counted up to the limit, and then the most
/// occurrences of each phrase in one of these rows, as 32-bit integers.
///
/// `word_counts(memory_terms)` is the input of a score, for searches over many partitions: the row's size and its
/// number of occurrences of each phrase, as 32-bit integers.
enum SQLiteWordScore {
    static func add(to db: Database) throws {
        let api = FTS5.api(db)
        for (name, function) in [("word_score", score), ("word_frequencies", frequencies), ("word_counts", counts)] {
            let code = api.pointee.xCreateFunction(UnsafeMutablePointer(mutating: api), name, nil, function, nil)
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }

    /// The state of a query from row to row.
    private final class Kept {
        private let score: WordScore
        /// The query's first phrase that is a token of the question.
        private let first: Int32
        // Pointers: the checks of exclusive access to variables of a class take a tenth of the time of a search.
        private let best: UnsafeMutablePointer<BestScores>
        private let occurrences: UnsafeMutableBufferPointer<Int>

        init(_ score: WordScore, first: Int32, tokens: Int, limit: Int) {
            self.score = score
            self.first = first
            best = .allocate(capacity: 1)
            best.initialize(to: BestScores(limit: limit))
            occurrences = .allocate(capacity: tokens)
            occurrences.initialize(repeating: 0)
        }

        deinit {
            best.deinitialize(count: 1)
            best.deallocate()
            occurrences.deallocate()
        }

        /// The score of the current row; −1 without reading its size, which is most of the cost, when it cannot be among
        /// the best.
        func value(_ api: Fts5ExtensionApi, _ context: OpaquePointer, _ size: () throws -> Int) rethrows -> Double {
            for index in occurrences.indices {
                occurrences[index] = SQLiteWordScore.occurrences(of: first + Int32(index), api, context)
            }
            if let least = best.pointee.least, score.score(size: 0, occurrences: { occurrences[$0] }) < least {
                return -1
            }
            let value = try score.score(size: size()) { occurrences[$0] }
            best.pointee.insert(value)
            return value
        }
    }

    private static let column: Int32 = -1

    private static let score: fts5_extension_function = { api, context, result, count, arguments in
        guard let api = api?.pointee, let context, count == 5, let arguments else {
            sqlite3_result_error(result, "word_score: two numbers, two lists and the limit required", -1)
            return
        }
        let kept = api.xGetAuxdata(context, 0).map { Unmanaged<Kept>.fromOpaque($0).takeUnretainedValue() }
        guard let query = kept ?? made(api, context, arguments) else {
            sqlite3_result_error_code(result, SQLITE_NOMEM)
            return
        }
        do {
            sqlite3_result_double(result, try query.value(api, context) { try size(api, context) })
        } catch {
            sqlite3_result_error_code(result, (error as? DatabaseError)?.extendedResultCode.rawValue ?? SQLITE_ERROR)
        }
    }

    private static let frequencies: fts5_extension_function = { api, context, result, count, arguments in
        guard let api = api?.pointee, let context, count == 1, let limit = arguments?[0] else {
            sqlite3_result_error(result, "word_frequencies: the limit required", -1)
            return
        }
        guard let found = rowCounts(ofPhrasesFrom: 0, upTo: sqlite3_value_int64(limit), api, context) else {
            return sqlite3_result_error_code(result, SQLITE_NOMEM)
        }
        give((found.map(\.rows) + found.map(\.occurrences)).map { Int32(clamping: $0) }, to: result)
    }

    private static let counts: fts5_extension_function = { api, context, result, _, _ in
        guard let api = api?.pointee, let context else { return sqlite3_result_null(result) }
        do {
            let size = Int32(clamping: try size(api, context))
            give([size] + (0..<api.xPhraseCount(context)).map { Int32(occurrences(of: $0, api, context)) }, to: result)
        } catch {
            sqlite3_result_error_code(result, (error as? DatabaseError)?.extendedResultCode.rawValue ?? SQLITE_ERROR)
        }
    }

    private static func give(_ numbers: [Int32], to result: OpaquePointer?) {
        numbers.map(\.littleEndian).withUnsafeBytes { bytes in
            // SQLITE_TRANSIENT: SQLite copies them.
            sqlite3_result_blob(
                result,
                bytes.baseAddress,
                Int32(bytes.count),
                unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            )
        }
    }

    /// The number of words in the current row.
    private static func size(_ api: Fts5ExtensionApi, _ context: OpaquePointer) throws -> Int {
        var size: Int32 = 0
        let code = api.xColumnSize(context, column, &size)
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        return Int(size)
    }

    private static func occurrences(of phrase: Int32, _ api: Fts5ExtensionApi, _ context: OpaquePointer) -> Int {
        var place = Fts5PhraseIter()
        var (column, offset): (Int32, Int32) = (-1, -1)
        guard api.xPhraseFirst(context, phrase, &place, &column, &offset) == SQLITE_OK else { return 0 }
        var count = 0
        while column >= 0 {
            count += 1
            api.xPhraseNext(context, &place, &column, &offset)
        }
        return count
    }

    /// Numbers as an argument of `word_score`.
    static func bytes(of numbers: [Int32]) -> [UInt8] {
        numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian, Array.init) }
    }

    /// The argument `companions` of `word_score`.
    static func bytes(of companions: [Int?]) -> [UInt8] { bytes(of: companions.map { Int32($0 ?? -1) }) }

    /// The 32-bit integers that these functions take and return.
    static func numbers(_ bytes: UnsafeRawBufferPointer) -> [Int32] {
        stride(from: 0, to: bytes.count - 3, by: 4).map {
            Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self))
        }
    }

    private static func numbers(_ value: OpaquePointer?) -> [Int32] {
        numbers(UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: Int(sqlite3_value_bytes(value))))
    }

    /// What is counted of a phrase.
    private struct PhraseCount {
        var rows: Int64 = 0
        /// The most in one row.
        var occurrences: Int64 = 0
        /// How many more rows are of interest.
        var more: Int64
    }

    /// Counts each phrase from the given one on; nil when memory is short.
    private static func rowCounts(
        ofPhrasesFrom first: Int32,
        upTo limit: Int64 = .max,
        _ api: Fts5ExtensionApi,
        _ context: OpaquePointer
    ) -> [PhraseCount]? {
        var counts: [PhraseCount] = []
        for phrase in first..<api.xPhraseCount(context) {
            var count = PhraseCount(more: limit)
            // Reads the word's posting list, which contains only this partition.
            let code = api.xQueryPhrase(context, phrase, &count) { api, row, count in
                guard let api = api?.pointee, let row,
                    let count = count?.assumingMemoryBound(to: PhraseCount.self)
                else { return SQLITE_MISUSE }
                count.pointee.rows += 1
                count.pointee.occurrences = max(
                    count.pointee.occurrences,
                    Int64(SQLiteWordScore.occurrences(of: 0, api, row))
                )
                count.pointee.more -= 1
                return count.pointee.more > 0 ? SQLITE_OK : SQLITE_DONE
            }
            guard code == SQLITE_OK else { return nil }
            counts.append(count)
        }
        return counts
    }

    private static func made(
        _ api: Fts5ExtensionApi,
        _ context: OpaquePointer,
        _ arguments: UnsafeMutablePointer<OpaquePointer?>
    ) -> Kept? {
        let companions = numbers(arguments[2])
        let first = api.xPhraseCount(context) - Int32(companions.count)
        let known = numbers(arguments[3])
        guard first >= 0, known.isEmpty || known.count == companions.count,
            let perToken = known.isEmpty
                ? rowCounts(ofPhrasesFrom: first, api, context)?.map(\.rows) : known.map(Int64.init)
        else { return nil }
        let score = WordScore(
            memories: sqlite3_value_int64(arguments[0]),
            words: sqlite3_value_int64(arguments[1]),
            frequencies: perToken,
            companions: companions.map { $0 < 0 ? nil : Int($0) }
        )
        let limit = max(0, Int(clamping: sqlite3_value_int64(arguments[4])))
        let kept = Kept(score, first: first, tokens: companions.count, limit: limit)
        let pointer = Unmanaged.passRetained(kept).toOpaque()
        // SQLite releases it with the query, or immediately when it cannot keep it.
        let code = api.xSetAuxdata(context, pointer) { $0.map { Unmanaged<Kept>.fromOpaque($0).release() } }
        return code == SQLITE_OK ? kept : nil
    }
}
