import GRDB
import GRDBSQLite

/// Two functions of FTS5 for keyword search.
///
/// `word_score(memory_terms, memories, words, companions)` is the `WordScore` of a row. All phrases must be tokens of one
/// partition, and `memories` and `words` are the totals of that partition. `companions` has one 32-bit integer for each
/// phrase, −1 for none. FTS5's own `bm25()` knows only one index for all users.
///
/// `word_counts(memory_terms)` is the input of a score, for searches over many partitions: the row's size and its
/// number of occurrences of each phrase, as 32-bit integers.
enum SQLiteWordScore {
    static func add(to db: Database) throws {
        let api = FTS5.api(db)
        for (name, function) in [("word_score", score), ("word_counts", counts)] {
            let code = api.pointee.xCreateFunction(UnsafeMutablePointer(mutating: api), name, nil, function, nil)
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
    }

    /// The values that are the same for all rows of a query.
    private final class Kept {
        let score: WordScore

        init(_ score: WordScore) { self.score = score }
    }

    private static let column: Int32 = -1

    private static let score: fts5_extension_function = { api, context, result, count, arguments in
        guard let api = api?.pointee, let context, count == 3, let arguments else {
            sqlite3_result_error(result, "word_score: two numbers and the companions required", -1)
            return
        }
        let kept = api.xGetAuxdata(context, 0).map { Unmanaged<Kept>.fromOpaque($0).takeUnretainedValue() }
        let numbers = (memories: sqlite3_value_int64(arguments[0]), words: sqlite3_value_int64(arguments[1]))
        guard let weights = kept ?? made(api, context, numbers.memories, numbers.words, companions(arguments[2])) else {
            sqlite3_result_error_code(result, SQLITE_NOMEM)
            return
        }
        var size: Int32 = 0
        let code = api.xColumnSize(context, column, &size)
        guard code == SQLITE_OK else { return sqlite3_result_error_code(result, code) }
        sqlite3_result_double(result, weights.score.score(size: Int(size)) { occurrences(of: Int32($0), api, context) })
    }

    private static let counts: fts5_extension_function = { api, context, result, _, _ in
        guard let api = api?.pointee, let context else { return sqlite3_result_null(result) }
        var size: Int32 = 0
        let code = api.xColumnSize(context, column, &size)
        guard code == SQLITE_OK else { return sqlite3_result_error_code(result, code) }
        let numbers =
            [size] + (0..<api.xPhraseCount(context)).map { Int32(occurrences(of: $0, api, context)).littleEndian }
        numbers.withUnsafeBytes { bytes in
            // SQLITE_TRANSIENT: SQLite copies them.
            sqlite3_result_blob(
                result,
                bytes.baseAddress,
                Int32(bytes.count),
                unsafeBitCast(-1, to: sqlite3_destructor_type.self)
            )
        }
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

    /// The last argument of `word_score`.
    static func bytes(of companions: [Int?]) -> [UInt8] {
        companions.flatMap { companion in withUnsafeBytes(of: Int32(companion ?? -1).littleEndian, Array.init) }
    }

    /// The 32-bit integers that `word_score` takes and returns.
    static func numbers(_ bytes: UnsafeRawBufferPointer) -> [Int32] {
        stride(from: 0, to: bytes.count - 3, by: 4).map {
            Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Int32.self))
        }
    }

    private static func companions(_ value: OpaquePointer?) -> [Int?] {
        let bytes = UnsafeRawBufferPointer(start: sqlite3_value_blob(value), count: Int(sqlite3_value_bytes(value)))
        return numbers(bytes).map { $0 < 0 ? nil : Int($0) }
    }

    private static func made(
        _ api: Fts5ExtensionApi,
        _ context: OpaquePointer,
        _ memories: Int64,
        _ words: Int64,
        _ companions: [Int?]
    ) -> Kept? {
        guard companions.count == api.xPhraseCount(context) else { return nil }
        var frequencies: [Int64] = []
        for phrase in 0..<api.xPhraseCount(context) {
            var found: Int64 = 0
            // Reads the word's posting list, which contains only this partition.
            let code = api.xQueryPhrase(context, phrase, &found) { _, _, found in
                found?.assumingMemoryBound(to: Int64.self).pointee += 1
                return SQLITE_OK
            }
            guard code == SQLITE_OK else { return nil }
            frequencies.append(found)
        }
        let kept = Kept(
            WordScore(memories: memories, words: words, frequencies: frequencies, companions: companions)
        )
        let pointer = Unmanaged.passRetained(kept).toOpaque()
        // SQLite releases it with the query, or immediately when it cannot keep it.
        let code = api.xSetAuxdata(context, pointer) { $0.map { Unmanaged<Kept>.fromOpaque($0).release() } }
        return code == SQLITE_OK ? kept : nil
    }
}
