import GRDB
import GRDBSQLite
import Memories

/// The tokenizer `memory_words` of FTS5: cuts by `WordTokens`, and gives each token the memory's workspace and
/// partition, so that every partition has posting lists of its own. What is counted and walked for a search is then
/// nobody else's (docs/adr/0012).
///
/// A text comes as `partition ␟ workspace ␟ text`; its tokens are `workspace ␟ token ␟ partition`. A question comes as
/// such a token, or as its beginning, and is left as it is.
enum SQLiteWordTokenizer {
    /// U+001F, which no token holds.
    static let separator: UInt8 = 0x1F

    static func add(to db: Database) throws {
        let api = FTS5.api(db)
        var tokenizer = fts5_tokenizer(xCreate: create, xDelete: { _ in }, xTokenize: tokenize)
        let code = api.pointee.xCreateTokenizer(
            UnsafeMutablePointer(mutating: api),
            "memory_words",
            nil,
            &tokenizer,
            nil
        )
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        db.add(function: DatabaseFunction("word_count", argumentCount: 1, pure: true, function: count))
    }

    /// The token by which FTS5 knows a word of a partition.
    static func term(_ token: String, workspace: String, partition: Int64) -> String {
        "\(start(token, workspace))\(partition)"
    }

    /// The beginning that a word's tokens of all the workspace's partitions have.
    static func start(_ token: String, _ workspace: String) -> String {
        let separator = Character(Unicode.Scalar(separator))
        return "\(workspace)\(separator)\(token)\(separator)"
    }

    private typealias Create =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafePointer<CChar>?>?, CInt,
            UnsafeMutablePointer<OpaquePointer?>?
        ) -> CInt

    /// There is nothing to keep between two texts; FTS5 wants a tokenizer that is not nil.
    private static let create: Create = { _, _, _, tokenizer in
        tokenizer?.pointee = OpaquePointer(bitPattern: 1)
        return SQLITE_OK
    }

    private typealias Emit =
        @convention(c) (UnsafeMutableRawPointer?, CInt, UnsafePointer<CChar>?, CInt, CInt, CInt) -> CInt

    private typealias Tokenize =
        @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, CInt, UnsafePointer<CChar>?, CInt, Emit?) -> CInt

    private static let tokenize: Tokenize = { _, context, flags, text, length, emit in
        guard let text, length > 0, let emit else { return SQLITE_OK }
        guard flags & FTS5_TOKENIZE_QUERY == 0 else { return emit(context, 0, text, length, 0, length) }
        return text.withMemoryRebound(to: UInt8.self, capacity: Int(length)) { text in
            let text = UnsafeBufferPointer(start: text, count: Int(length))
            guard let first = text.firstIndex(of: separator),
                let second = text[(first + 1)...].firstIndex(of: separator)
            else {
                return SQLITE_ERROR
            }
            var term = Array(text[(first + 1)...second])
            let fixed = term.count
            var code = SQLITE_OK
            WordTokens.ofText(UnsafeBufferPointer(rebasing: text[(second + 1)...])) { token, isBeside in
                guard code == SQLITE_OK else { return }
                term.replaceSubrange(fixed..., with: token)
                term.append(separator)
                term.append(contentsOf: text[..<first])
                code = term.withUnsafeBytes { term in
                    emit(
                        context,
                        isBeside ? FTS5_TOKEN_COLOCATED : 0,
                        term.baseAddress?.assumingMemoryBound(to: CChar.self),
                        CInt(term.count),
                        0,
                        0
                    )
                }
            }
            return code
        }
    }

    /// How many words the tokenizer finds in a text, for the triggers that keep a partition's mean.
    private static let count: @Sendable ([DatabaseValue]) throws -> (any DatabaseValueConvertible)? = { arguments in
        guard var text = String.fromDatabaseValue(arguments[0]) else { return nil }
        return text.withUTF8 { WordTokens.count($0) }
    }
}
