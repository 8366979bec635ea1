import Base

/// The shape of a JSON value, written once: told to clients as JSON Schema (2020-12), and what arguments are read by
/// and held against.
indirect enum Shape: Sendable {
    /// Any text.
    case string
    /// Text with something in it besides white space.
    case text
    case choice([String])
    case integer(ClosedRange<Int>)
    case number
    case flag
    /// ISO 8601; a date alone, or no zone, is read as UTC.
    case dateTime
    case list(of: Shape, count: ClosedRange<Int>)
    case record([Member])
    /// Any JSON object.
    case object

    /// A member of a record.
    struct Member: Sendable {
        let name: String
        let shape: Shape
        let description: String
        let isRequired: Bool
        /// What an absent member means.
        let fallback: JSONValue?

        init(
            _ name: String,
            _ shape: Shape,
            _ description: String,
            isRequired: Bool = false,
            fallback: JSONValue? = nil
        ) {
            self.name = name
            self.shape = shape
            self.description = description
            self.isRequired = isRequired
            self.fallback = fallback
        }
    }

    var schema: JSONValue { .object(schemaMembers) }

    private var schemaMembers: [String: JSONValue] {
        switch self {
        case .string: return ["type": "string"]
        case .text: return ["type": "string", "minLength": 1]
        case .choice(let names): return ["type": "string", "enum": .array(names.map(JSONValue.string))]
        case .integer(let range):
            var members: [String: JSONValue] = ["type": "integer", "minimum": .integer(Int64(range.lowerBound))]
            if range.upperBound < .max { members["maximum"] = .integer(Int64(range.upperBound)) }
            return members
        case .number: return ["type": "number"]
        case .flag: return ["type": "boolean"]
        case .dateTime: return ["type": "string", "format": "date-time"]
        case .list(let item, let count):
            var members: [String: JSONValue] = ["type": "array", "items": item.schema]
            if count.lowerBound > 0 { members["minItems"] = .integer(Int64(count.lowerBound)) }
            if count.upperBound < .max { members["maxItems"] = .integer(Int64(count.upperBound)) }
            return members
        case .object: return ["type": "object"]
        case .record(let all):
            var members: [String: JSONValue] = [
                "type": "object", "additionalProperties": false,
                "properties": .object(Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.schema) })),
            ]
            let required = all.filter(\.isRequired).map { JSONValue.string($0.name) }
            if !required.isEmpty { members["required"] = .array(required) }
            return members
        }
    }

    // MARK: Reading a value

    /// The value as this shape has it. Models write numbers, booleans, arrays and objects as JSON text (`"limit":
    /// "5"`); where the shape allows no text, that has one meaning. Everything else is returned as it is, for
    /// `problems(in:)` to judge.
    func reading(_ value: JSONValue) -> JSONValue {
        switch (self, value) {
        case (.string, _), (.text, _), (.choice, _), (.dateTime, _): value
        case (.integer, .string(let text)), (.number, .string(let text)), (.flag, .string(let text)),
            (.object, .string(let text)):
            Self.json(text) ?? value
        // What the text holds may itself hold texts.
        case (.list, .string(let text)), (.record, .string(let text)):
            Self.json(text).map { $0.string == nil ? reading($0) : value } ?? value
        case (.list(let item, _), .array(let items)): .array(items.map(item.reading))
        case (.record(let members), .object(let values)):
            .object(
                values.merging(
                    members.compactMap { member in values[member.name].map { (member.name, member.shape.reading($0)) } }
                ) { $1 }
            )
        case (.integer, _), (.number, _), (.flag, _), (.object, _), (.list, _), (.record, _): value
        }
    }

    /// The JSON that a text holds; also the booleans of Python.
    private static func json(_ text: String) -> JSONValue? {
        switch text {
        case "True": true
        case "False": false
        default: try? StrictJSON.parse(Array(text.utf8), maxDepth: RPCMessage.maxDepth)
        }
    }

    // MARK: Holding a value against it

    /// What is wrong with `value`, each in a clause that names the place: `limit must be a whole number from 1 to 100`.
    /// Of what the client wrote it repeats the names of unknown members, when they look like names.
    func problems(in value: JSONValue, at place: String = "") -> [String] {
        let name = place.isEmpty ? "the value" : place
        switch self {
        case .string:
            return value.string == nil ? ["\(name) must be a string"] : []
        case .text:
            let isBlank = value.string?.allSatisfy(\.isWhitespace) ?? true
            return isBlank ? ["\(name) must be a string that is not empty"] : []
        case .choice(let names):
            return value.string.map(names.contains) == true
                ? [] : ["\(name) must be one of: \(names.joined(separator: ", "))"]
        case .integer(let range):
            guard let number = value.integer, let number = Int(exactly: number), range.contains(number) else {
                let end =
                    range.upperBound < .max
                    ? "from \(range.lowerBound) to \(range.upperBound)" : "of at least \(range.lowerBound)"
                return ["\(name) must be a whole number \(end)"]
            }
            return []
        case .number:
            return value.number == nil ? ["\(name) must be a number"] : []
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
                return ["\(name) must hold \(end) items"]
            }
            return items.enumerated().flatMap { item.problems(in: $1, at: "\(name)[\($0)]") }
        case .record(let members):
            guard let values = value.object else { return ["\(name) must be an object"] }
            return Self.problems(in: values, of: members, at: place)
        }
    }

    private static func problems(in values: [String: JSONValue], of members: [Member], at place: String) -> [String] {
        let prefix = place.isEmpty ? "" : place + "."
        var problems: [String] = []
        for member in members {
            // Models often write null for what they mean to leave out.
            switch values[member.name] {
            case nil, .null?: if member.isRequired { problems.append("\(prefix)\(member.name) is required") }
            case let value?: problems += member.shape.problems(in: value, at: prefix + member.name)
            }
        }
        let known = Set(members.map(\.name))
        let unknown = values.keys.filter { !known.contains($0) }
        if !unknown.isEmpty {
            let names = members.map(\.name).joined(separator: ", ")
            let shown = unknown.filter(ShownName.isOne).sorted().prefix(5).joined(separator: ", ")
            problems.append(
                "\(place.isEmpty ? "" : "\(place): ")unknown \(unknown.count == 1 ? "member" : "members")"
                    + "\(shown.isEmpty ? "" : " \(shown)"); known are \(names)"
            )
        }
        return problems
    }
}

/// What a client called something, as far as it may be repeated to it: a short word, in which nothing can be hidden.
enum ShownName {
    /// `Unknown tool search. Known are search_memory, add_memories.`
    static func unknown(_ kind: String, _ name: String, known: [String]) -> String {
        "Unknown \(kind)\(isOne(name) ? " \(name)" : "").\(known.isEmpty ? "" : " Known are \(known.joined(separator: ", ")).")"
    }

    static func isOne(_ text: String) -> Bool {
        1...40 ~= text.utf8.count && text.wholeMatch(of: /[A-Za-z0-9_.\/-]+/) != nil
    }
}

extension Shape.Member {
    fileprivate var schema: JSONValue {
        var members = shape.schema.object ?? [:]
        members["description"] = .string(description)
        members["default"] = fallback
        return .object(members)
    }
}
