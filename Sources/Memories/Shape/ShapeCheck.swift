package import Base

extension Shape {
    /// The problems of `value`, each a clause that names the place: `limit must be a whole number from 1 to 100`. Of
    /// the client's text it repeats only the names of unknown members, and only when they look like names.
    package func problems(in value: JSONValue, at place: String = "") -> [String] {
        let name = place.isEmpty ? "the value" : place
        switch self {
        case .characters(let range):
            let type = "must be a string\(range.refusesBlank ? " that is not empty" : "")"
            guard let text = value.string else { return ["\(name) \(type)"] }
            guard let flaw = range.flaw(in: text) else { return [] }
            return ["\(name) \(flaw == .blank ? type : flaw.clause)"]
        case .choice(let names):
            return value.string.map(names.contains) == true
                ? [] : ["\(name) must be one of: \(names.joined(separator: ", "))"]
        case .integer(let range):
            guard let number = value.integer, let number = Int(exactly: number), range.contains(number) else {
                return ["\(name) must be a whole number \(range.upperBound < .max ? "" : "of ")\(Self.sentence(range))"]
            }
            return []
        case .number(let range):
            guard let number = value.number else { return ["\(name) must be a number"] }
            return range.contains(number) ? [] : ["\(name) must be a number \(range.sentence)"]
        case .flag:
            return value.bool == nil ? ["\(name) must be true or false"] : []
        case .dateTime:
            let isDate = value.string.flatMap(Timestamp.init(iso8601:)) != nil
            return isDate ? [] : ["\(name) must be an ISO 8601 date or date-time such as 2026-03-31T14:00:00Z"]
        case .object:
            return value.object == nil ? ["\(name) must be an object"] : []
        case .list(let item, let count):
            guard let items = value.array else { return ["\(name) must be an array"] }
            guard count.contains(items.count) else {
                let end =
                    count.upperBound < .max
                    ? "\(count.lowerBound) to \(count.upperBound)" : "at least \(count.lowerBound)"
                return ["\(name) must have \(end) items"]
            }
            return items.enumerated().flatMap { item.problems(in: $1, at: "\(name).\($0)") }
        case .null:
            return value.isNull ? [] : ["\(name) must be null"]
        case .anyOf(let shapes):
            let fits = shapes.contains { $0.problems(in: value, at: place).isEmpty }
            return fits ? [] : ["\(name) has none of its allowed forms"]
        case .named(_, let shape):
            return shape.problems(in: value, at: place)
        case .record(let members):
            guard let values = value.object else { return ["\(name) must be an object"] }
            return Self.problems(in: values, of: members, at: place)
        }
    }

    private static func problems(in values: [String: JSONValue], of members: [Property], at place: String) -> [String] {
        let prefix = place.isEmpty ? "" : place + "."
        var problems: [String] = []
        for member in members {
            // Models often write null for an absent value.
            switch values[member.name] {
            case nil, .null?: if member.isRequired { problems.append("\(prefix)\(member.name) is required") }
            case let value?: problems += member.shape.problems(in: value, at: prefix + member.name)
            }
        }
        let unknown = values.keys.filter { name in !members.contains { $0.name.isExactly(name) } }
        if !unknown.isEmpty {
            let names = members.map(\.name).joined(separator: ", ")
            let shown = unknown.filter(ShownName.isOne).sorted().prefix(5).joined(separator: ", ")
            problems.append(
                "\(place.isEmpty ? "" : "\(place): ")unknown \(unknown.count == 1 ? "member" : "members")"
                    + "\(shown.isEmpty ? "" : " \(shown)"); known: \(names)"
            )
        }
        return problems
    }

    /// `from 1 to 5`, `at least 1`; follows "must be".
    static func sentence(_ range: ClosedRange<Int>) -> String {
        range.upperBound < .max ? "from \(range.lowerBound) to \(range.upperBound)" : "at least \(range.lowerBound)"
    }
}
