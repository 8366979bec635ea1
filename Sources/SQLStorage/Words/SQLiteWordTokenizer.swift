import GRDB
import GRDBSQLite
import Memories

/// The tokenizer `memory_words` of FTS5: splits texts with `WordTokens`, and adds the memory's workspace and partition
/// to each token. So every partition has its own posting lists, and a search counts and reads only data of that
/// partition (docs/adr/0012).
///
/// A text has the form `partition ␟ workspace ␟ text`; its tokens are `workspace ␟ token ␟ partition`. A query is such
/// a token or a prefix of it, and stays unchanged.
enum SQLiteWordTokenizer {
    /// U+001F, which occurs in no token.
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

    /// The FTS5 token of a word in a partition.
    static func term(_ token: String, workspace: String, partition: Int64) -> String {
        "\(start(token, workspace))\(partition)"
    }

    /// The common prefix of a word's tokens in all partitions of the workspace.
    static func start(_ token: String, _ workspace: String) -> String {
        let separator = Character(Unicode.Scalar(separator))
        return "\(workspace)\(separator)\(token)\(separator)"
    }

    private typealias Create =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafePointer<CChar>?>?, CInt,
            UnsafeMutablePointer<OpaquePointer?>?
        ) -> CInt

    /// The tokenizer keeps no state between texts; FTS5 requires a tokenizer that is not nil.
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

    /// The number of words that the tokenizer finds in a text, for the triggers that maintain a partition's mean.
    private static let count: @Sendable ([DatabaseValue]) throws -> (any DatabaseValueConvertible)? = { arguments in
        guard var text = String.fromDatabaseValue(arguments[0]) else { return nil }
        return text.withUTF8 { WordTokens.count($0) }
    }
}
