import Base

/// The place where a listing continues. It is only a position: access is checked again for every page, so another
/// user's cursor reveals nothing.
enum Cursor {
    private static let prefix = "offset-"

    static func text(offset: Int) -> JSONValue { .string(prefix + String(offset)) }

    /// - Throws: `invalidParams` for a cursor that this server did not issue (2026-07-28 server/utilities/pagination).
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

    /// Refuses a cursor for lists of one page, which never issue one.
    static func refuse(_ params: [String: JSONValue]) throws(RPCError) {
        guard params["cursor"] ?? .null == .null else { throw invalid }
    }

    private static var invalid: RPCError { RPCError(.invalidParams, "The cursor is invalid for this list.") }
}
