package import Base

/// A JSON object of a request with its path. Unknown members are ignored and named in the response (`IgnoredMembers`).
/// A known member of the wrong type is noted with its path and reads as absent, so that reading continues and finds all
/// errors. Null means absent.
///
/// Exactly as lenient as the Redis server, whose clients send numbers as text (`"context_window_max": "16000"`).
package struct WireObject {
    package let members: [String: JSONValue]
    package let path: [String]
    package let problems: WireProblems
    private let asked: IgnoredMembers.Asked?

    /// - Parameter isFree: whether the members are the caller's own, so that none is unknown.
    init(members: [String: JSONValue], path: [String], problems: WireProblems, isFree: Bool = false) {
        self.members = members
        self.path = path
        self.problems = problems
        asked = isFree ? nil : problems.ignored.enter(path, members.filter { !$0.value.isNull }.keys)
    }

    package func text(_ name: String) -> String? {
        guard let value = present(name) else { return nil }
        guard let text = value.string else { return flaw(name, "string_type", "Input should be a valid string") }
        return text
    }

    /// The text; when it is missing, notes that and returns an empty text.
    package func requiredText(_ name: String) -> String {
        guard present(name) != nil else { return flaw(name, "missing", "Field required") ?? "" }
        return text(name) ?? ""
    }

    package func bool(_ name: String) -> Bool? {
        guard let value = present(name) else { return nil }
        switch value {
        case .bool(let flag): return flag
        case .integer(0): return false
        case .integer(1): return true
        case .string(let text) where ["true", "1", "yes", "on", "t", "y"].contains(text.lowercased()): return true
        case .string(let text) where ["false", "0", "no", "off", "f", "n"].contains(text.lowercased()): return false
        case .null, .integer, .number, .decimal, .string, .array, .object:
            return flaw(name, "bool_type", "Input should be a valid boolean")
        }
    }

    package func integer(_ name: String, in range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        guard let value = present(name) else { return nil }
        let whole = value.string.flatMap { Int($0) } ?? value.integer.flatMap { Int(exactly: $0) }
        guard let whole else { return flaw(name, "int_type", "Input should be a valid integer") }
        return ranged(name, whole, range)
    }

    package func number(_ name: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity) -> Double? {
        guard let value = present(name) else { return nil }
        let number = value.string.flatMap { Double($0) } ?? value.number
        guard let number, number.isFinite else { return flaw(name, "float_type", "Input should be a valid number") }
        return ranged(name, number, range)
    }

    /// A time in ISO 8601, or in seconds since 1970, or in milliseconds when seconds would lie beyond the year 2600, as
    /// pydantic reads numbers.
    package func date(_ name: String) -> Timestamp? {
        present(name).flatMap {
            Self.date($0) ?? flaw(name, "datetime_type", "Input should be a valid datetime (ISO 8601)")
        }
    }

    static func date(_ value: JSONValue) -> Timestamp? {
        if let text = value.string { return Timestamp(iso8601: text) }
        guard let number = value.number, number.magnitude < 1e15 else { return nil }
        let date = Timestamp(milliseconds: Int64(number.magnitude > 2e10 ? number : number * 1_000))
        return Timestamp.writable.contains(date) ? date : nil
    }

    package func texts(_ name: String) -> [String]? {
        guard let value = present(name) else { return nil }
        guard let elements = value.array else { return flaw(name, "list_type", "Input should be a valid list") }
        let texts = elements.compactMap(\.string)
        guard texts.count == elements.count else {
            let index = elements.firstIndex { $0.string == nil } ?? 0
            problems.note(path + [name, String(index)], "string_type", "Input should be a valid string")
            return nil
        }
        return texts
    }

    package func choice(_ name: String, of words: [String]) -> String? {
        guard let text = text(name) else { return nil }
        guard words.containsExactly(text) else {
            let known = words.map { "'\($0)'" }.joined(separator: ", ")
            return flaw(name, "enum", "Input should be one of \(known)")
        }
        return text
    }

    package func object(_ name: String, isFree: Bool = false) -> WireObject? {
        guard let value = present(name) else { return nil }
        guard let members = value.object else { return flaw(name, "dict_type", "Input should be a valid object") }
        return WireObject(members: members, path: path + [name], problems: problems, isFree: isFree)
    }

    package func objects(_ name: String, required: Bool = false) -> [WireObject] {
        guard let value = present(name) else {
            if required { problems.note(path + [name], "missing", "Field required") }
            return []
        }
        guard let elements = value.array else { return flaw(name, "list_type", "Input should be a valid list") ?? [] }
        return elements.enumerated().compactMap { index, element in
            let place = path + [name, String(index)]
            guard let members = element.object else {
                problems.note(place, "dict_type", "Input should be a valid object")
                return nil
            }
            return WireObject(members: members, path: place, problems: problems)
        }
    }

    /// The elements of a list that must be there, unchanged.
    package func values(_ name: String) -> [JSONValue] {
        guard let value = present(name) else { return flaw(name, "missing", "Field required") ?? [] }
        return value.array ?? flaw(name, "list_type", "Input should be a valid list") ?? []
    }

    /// Any JSON object, unchanged.
    package func json(_ name: String) -> JSONValue? {
        object(name, isFree: true).map { .object($0.members) }
    }

    /// The member unless it is absent or null.
    package func present(_ name: String) -> JSONValue? {
        asked?.note(name)
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    /// Notes an error of a member; returns nil, so that it reads as absent.
    package func flaw<Value>(_ name: String, _ kind: String, _ message: String) -> Value? {
        problems.note(path + [name], kind, message)
        return nil
    }

    private func ranged<Value: Comparable & CustomStringConvertible>(
        _ name: String,
        _ value: Value,
        _ range: ClosedRange<Value>
    ) -> Value? {
        if value < range.lowerBound {
            return flaw(name, "greater_than_equal", "Input should be greater than or equal to \(range.lowerBound)")
        }
        if value > range.upperBound {
            return flaw(name, "less_than_equal", "Input should be less than or equal to \(range.upperBound)")
        }
        return value
    }
}
