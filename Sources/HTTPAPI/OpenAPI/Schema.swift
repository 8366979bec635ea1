import Base

/// JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) in few words.
enum Schema {
    static let text: JSONValue = ["type": "string"]
    static let flag: JSONValue = ["type": "boolean"]
    static let number: JSONValue = ["type": "number"]
    static let date: JSONValue = ["type": "string", "format": "date-time"]
    static let anyObject: JSONValue = ["type": "object"]
    static let texts = list(text)

    static func integer(_ minimum: Int? = nil, _ maximum: Int? = nil) -> JSONValue {
        ranged(["type": "integer"], minimum.map { .integer(Int64($0)) }, maximum.map { .integer(Int64($0)) })
    }

    static func number(_ minimum: Double, _ maximum: Double) -> JSONValue {
        ranged(["type": "number"], .number(minimum), .number(maximum))
    }

    static func list(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

    static func choice(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map { .string($0) })]
    }

    static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    /// The same, or null.
    static func optional(_ schema: JSONValue) -> JSONValue { ["anyOf": [schema, ["type": "null"]]] }

    static func described(_ schema: JSONValue, _ text: String) -> JSONValue {
        guard case .object(var members) = schema else { return schema }
        members["description"] = .string(text)
        return .object(members)
    }

    /// An object. What is received may have more members (they are ignored), and so may an answer of a later version.
    /// - Parameter required: nil means every member, as in answers.
    static func object(_ members: [String: JSONValue], required: [String]? = nil) -> JSONValue {
        let required = (required ?? Array(members.keys)).sorted()
        return [
            "type": "object", "properties": .object(members), "required": .array(required.map { .string($0) }),
        ]
    }

    private static func ranged(_ schema: JSONValue, _ minimum: JSONValue?, _ maximum: JSONValue?) -> JSONValue {
        guard case .object(var members) = schema else { return schema }
        members["minimum"] = minimum
        members["maximum"] = maximum
        return .object(members)
    }
}
