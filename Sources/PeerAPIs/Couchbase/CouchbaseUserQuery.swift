import Base
import HTTPAPI
import Memories

/// The query of `GET /users`: `limit` 1…500, `offset`, `name`, and `metadata=key=value`, which may be repeated; all
/// must match.
enum CouchbaseUserQuery {
    /// - Throws: `validationFailed` for a value out of range or a key that is not a plain word.
    static func read(_ text: String?) throws -> (filter: UserFilter, page: PageRequest) {
        let query = try QueryWire(text)
        let limit = query.wire.integer("limit", in: 1...500) ?? 50
        let offset = query.wire.integer("offset", in: 0...Int(Int32.max)) ?? 0
        var filter = UserFilter(name: query.wire.text("name"))
        for pair in query.values("metadata") {
            // The value may contain an equals sign, the key may not.
            let key = String(pair.prefix { $0 != "=" })
            guard key.utf8.count < pair.utf8.count, key.wholeMatch(of: /[a-zA-Z_][a-zA-Z0-9_]*/) != nil else {
                query.wire.problems.note(
                    ["query", "metadata"],
                    "value_error",
                    "metadata must have the form key=value, where the key is a plain word"
                )
                continue
            }
            filter.metadata.append((key, String(pair.dropFirst(key.count + 1))))
        }
        try query.check()
        return (filter, PageRequest(limit: limit, offset: offset))
    }
}
