import Base

/// The members of a record of another system, read leniently: what has another type counts as absent.
struct Fields {
    let members: [String: JSONValue]

    /// Nil for a value that is not an object.
    init?(_ value: JSONValue?) {
        guard let members = value?.object else { return nil }
        self.members = members
    }

    subscript(name: String) -> JSONValue? { members[name].flatMap { $0.isNull ? nil : $0 } }

    /// A text that is not empty, or a number as text.
    func text(_ names: String...) -> String? {
        for name in names {
            switch self[name] {
            case .string(let text) where !text.isEmpty: return text
            case .integer(let number): return String(number)
            default: continue
            }
        }
        return nil
    }

    /// The texts of a list, of a list in a text of JSON, or of a text with commas.
    func texts(_ name: String) -> [String] {
        switch self[name] {
        case .array(let values): return values.compactMap(\.string)
        case .string(let text):
            if text.hasPrefix("["), let list = (try? StrictJSON.parse(Array(text.utf8)))?.array {
                return list.compactMap(\.string)
            }
            return text.split(separator: ",").map { String($0.trimmed) }.filter { !$0.isEmpty }
        default: return []
        }
    }

    func time(_ names: String...) -> Timestamp? {
        for name in names { if let time = self[name].flatMap(SourceTime.read) { return time } }
        return nil
    }

    func flag(_ name: String) -> Bool {
        switch self[name] {
        case .bool(let flag): flag
        case .integer(let number): number != 0
        case .string(let text): ["1", "t", "true", "True"].contains(text)
        default: false
        }
    }

    func count(_ name: String) -> Int64? {
        self[name].flatMap { $0.integer ?? $0.string.flatMap { Int64($0) } }
    }

    /// An object, also one in a text of JSON.
    func object(_ name: String) -> [String: JSONValue] {
        switch self[name] {
        case .object(let members): members
        case .string(let text): (try? StrictJSON.parse(Array(text.utf8), maxDepth: 64))?.object ?? [:]
        default: [:]
        }
    }
}

/// A time as other systems write it: seconds, milliseconds or microseconds since 1970, ISO 8601, or a text of SQL.
enum SourceTime {
    static func read(_ value: JSONValue) -> Timestamp? {
        if let text = value.string {
            return Double(text).flatMap(since1970) ?? read(text.trimmed)
        }
        return value.number.flatMap(since1970)
    }

    static func read(_ text: String) -> Timestamp? {
        guard let time = Timestamp(iso8601: text) else { return sql(text) }
        return time
    }

    /// `2026-03-01 10:00:00.123456+00`
    private static func sql(_ text: String) -> Timestamp? {
        var parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        // PostgreSQL leaves out the minutes of an offset.
        if let sign = parts[1].lastIndex(where: { "+-".contains($0) }), parts[1][sign...].count == 3 {
            parts[1] += ":00"
        }
        return Timestamp(iso8601: parts.joined(separator: "T"))
    }

    private static func since1970(_ number: Double) -> Timestamp? {
        let size = number.magnitude
        let milliseconds = size < 1e11 ? number * 1_000 : size < 1e14 ? number : number / 1_000
        guard let whole = Int64(exactly: milliseconds.rounded()) else { return nil }
        let time = Timestamp(milliseconds: whole)
        return Timestamp.writable.contains(time) ? time : nil
    }
}
