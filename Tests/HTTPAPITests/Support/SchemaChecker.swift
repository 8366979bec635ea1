import Base

/// Checks a value against a JSON Schema: the part of draft 2020-12 that the server's document uses.
struct SchemaChecker {
    let components: [String: JSONValue]

    /// The errors with their paths; empty when the value is valid.
    func problems(_ value: JSONValue, _ schema: JSONValue, at place: String = "$") -> [String] {
        guard let rules = schema.object else { return ["\(place): the schema is not an object"] }
        var found: [String] = []
        for (rule, argument) in rules { found += problems(value, rule, argument, place) }
        return found
    }

    private func problems(_ value: JSONValue, _ rule: String, _ argument: JSONValue, _ place: String) -> [String] {
        switch rule {
        case "$ref":
            let name = argument.string?.split(separator: "/").last.map(String.init) ?? ""
            guard let schema = components[name] else { return ["\(place): no schema \(name)"] }
            return problems(value, schema, at: place)
        case "type":
            return argument.string.map { Self.isOf($0, value) } == true ? [] : ["\(place): not of type \(argument)"]
        case "enum":
            return argument.array?.contains(value) == true ? [] : ["\(place): not one of \(argument)"]
        case "anyOf":
            let fits = argument.array?.contains { problems(value, $0, at: place).isEmpty } == true
            return fits ? [] : ["\(place): fits none of the alternatives"]
        case "properties":
            return (argument.object ?? [:]).flatMap { name, schema in
                value[name].map { problems($0, schema, at: "\(place).\(name)") } ?? []
            }
        case "required":
            return (argument.array ?? []).compactMap(\.string).filter { value[$0] == nil }.map {
                "\(place).\($0): missing"
            }
        case "items":
            return (value.array ?? []).enumerated().flatMap { problems($1, argument, at: "\(place)[\($0)]") }
        case "minimum":
            return (value.number ?? 0) >= (argument.number ?? 0) ? [] : ["\(place): less than \(argument)"]
        case "maximum":
            return (value.number ?? 0) <= (argument.number ?? 0) ? [] : ["\(place): more than \(argument)"]
        case "minLength":
            return Self.length(value) >= (argument.integer ?? 0) ? [] : ["\(place): shorter than \(argument)"]
        case "maxLength":
            return Self.length(value) <= (argument.integer ?? 0) ? [] : ["\(place): longer than \(argument)"]
        case "minItems":
            return Self.count(value) >= (argument.integer ?? 0) ? [] : ["\(place): fewer than \(argument) items"]
        case "maxItems":
            return Self.count(value) <= (argument.integer ?? 0) ? [] : ["\(place): more than \(argument) items"]
        case "format":
            return value.string.map { Timestamp(iso8601: $0) != nil } ?? true ? [] : ["\(place): not a \(argument)"]
        case "exclusiveMinimum":
            return (value.number ?? .infinity) > (argument.number ?? 0) ? [] : ["\(place): not more than \(argument)"]
        case "description", "default":
            return []
        default:
            return ["\(place): the checker does not know the rule \(rule)"]
        }
    }

    private static func count(_ value: JSONValue) -> Int64 { Int64(value.array?.count ?? 0) }

    private static func length(_ value: JSONValue) -> Int64 { Int64(value.string?.unicodeScalars.count ?? 0) }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object),
            ("integer", .integer), ("number", .integer), ("number", .number):
            true
        default: false
        }
    }
}
