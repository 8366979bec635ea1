import Base
import Memories

/// Filters as clients write them: `{"eq": "x"}`, `{"any": ["a", "b"]}`, `{"gte": "2026-01-01"}`.
///
/// Besides the Redis server's operators, the aliases that its own clients send and it ignores (`in_`, `not_eq`,
/// `not_in`, `none`) work. An unknown operator is refused by name: ignoring it would silently widen the result.
enum FilterWire {
    /// - Parameter allowed: the only allowed values; nil for any.
    static func tags(_ wire: WireObject, _ name: String, allowed: [String]? = nil) -> TagFilter? {
        guard let filter = wire.object(name) else { return nil }
        let operators = filter.members.filter { !$0.value.isNull }.keys.sorted()
        let conditions = operators.compactMap { condition(filter, $0) }
        let kinds = Set(operators.compactMap { TagOperator.named($0)?.name })
        if kinds.isSuperset(of: ["eq", "ne"]) { contradiction(filter, "eq and ne cannot be combined") }
        if kinds.isSuperset(of: ["any", "all"]) { contradiction(filter, "any and all cannot be combined") }
        if kinds.contains("startswith"), kinds.count > 1 { contradiction(filter, "startswith cannot be combined") }
        if operators.isEmpty { filter.problems.note(filter.path, "missing", "The filter has no operator") }
        if let allowed { check(conditions, allowed, filter) }
        return TagFilter(conditions)
    }

    static func dates(_ wire: WireObject, _ name: String) -> DateFilter? {
        guard let filter = wire.object(name) else { return nil }
        let operators = filter.members.filter { !$0.value.isNull && $0.key != "inclusive" }.keys.sorted()
        if operators.isEmpty { filter.problems.note(filter.path, "missing", "The filter has no operator") }
        return DateFilter(operators.flatMap { dateConditions(filter, $0) })
    }

    private static func condition(_ filter: WireObject, _ name: String) -> TagFilter.Condition? {
        switch TagOperator.named(name)?.make {
        case .one(let make)?: filter.text(name).map(make)
        case .several(let make)?: values(filter, name).map(make)
        case nil: unknown(filter, name, TagOperator.all.map(\.name))
        }
    }

    private static func values(_ filter: WireObject, _ name: String) -> [String]? {
        guard let values = filter.texts(name) else { return nil }
        return values.isEmpty ? filter.flaw(name, "too_short", "List should have at least 1 item") : values
    }

    private static func dateConditions(_ filter: WireObject, _ name: String) -> [DateFilter.Condition] {
        guard name != "between" else { return between(filter) }
        guard let known = DateOperator.named(name) else {
            let nothing: DateFilter.Condition? = unknown(filter, name, DateOperator.all.map(\.name) + ["between"])
            return nothing.map { [$0] } ?? []
        }
        return filter.date(name).map { [known.make($0)] } ?? []
    }

    /// `between` with `inclusive`: true or "both", false or "neither", "left", "right".
    private static func between(_ filter: WireObject) -> [DateFilter.Condition] {
        let ends = filter.present("between")?.array?.compactMap(WireObject.date) ?? []
        guard ends.count == 2, filter.present("between")?.array?.count == 2 else {
            return filter.flaw("between", "datetime_type", "Input should be a list of two datetimes (ISO 8601)") ?? []
        }
        switch filter.present("inclusive") ?? true {
        case .bool(true), .string("both"): return [.between(ends[0], ends[1], inclusive: true)]
        case .bool(false), .string("neither"): return [.between(ends[0], ends[1], inclusive: false)]
        case .string("left"): return [.atOrAfter(ends[0]), .before(ends[1])]
        case .string("right"): return [.after(ends[0]), .atOrBefore(ends[1])]
        case .null, .integer, .number, .decimal, .string, .array, .object:
            return filter.flaw("inclusive", "enum", "Input should be 'both', 'neither', 'left' or 'right'") ?? []
        }
    }

    private static func unknown<Value>(_ filter: WireObject, _ name: String, _ known: [String]) -> Value? {
        filter.flaw(
            name,
            "unknown_operator",
            "Unknown filter operator '\(WireProblems.shown(name))'; known: \(known.joined(separator: ", "))"
        )
    }

    private static func contradiction(_ filter: WireObject, _ message: String) {
        filter.problems.note(filter.path, "value_error", message)
    }

    private static func check(_ conditions: [TagFilter.Condition], _ allowed: [String], _ filter: WireObject) {
        let named = conditions.flatMap { condition in
            switch condition {
            case .equal(let value), .notEqual(let value): [value]
            case .any(let values), .all(let values), .none(let values): values
            // A prefix need not be an allowed value.
            case .startsWith: [String]()
            }
        }
        guard !named.allSatisfy(allowed.contains) else { return }
        let words = allowed.map { "'\($0)'" }.joined(separator: ", ")
        filter.problems.note(filter.path, "enum", "Input should be one of \(words)")
    }
}
