import Base

/// Where a listing goes on. Only a position: the caller's access is decided anew on every page, so a cursor of somebody
/// else's opens nothing.
enum Cursor {
    private static let prefix = "offset-"

    static func text(offset: Int) -> JSONValue { .string(prefix + String(offset)) }

    /// - Throws: `invalidParams` for a cursor that is not ours (2026-07-28 server/utilities/pagination).
    static func offset(_ params: [String: JSONValue]) throws(RPCError) -> Int {
        switch params["cursor"] {
        case nil, .null?: return 0
        case .string(let text)?:
            let digits = text.dropFirst(prefix.count)
            guard text.hasPrefix(prefix), (1...9).contains(digits.utf8.count),
                digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let offset = Int(digits)
            else { throw invalid }
            return offset
        case .bool?, .integer?, .number?, .decimal?, .array?, .object?: throw invalid
        }
    }

    /// For lists of one page, which never gave a cursor out.
    static func refuse(_ params: [String: JSONValue]) throws(RPCError) {
        guard params["cursor"] ?? .null == .null else { throw invalid }
    }

    private static var invalid: RPCError { RPCError(.invalidParams, "The cursor is not one of this list.") }
}
