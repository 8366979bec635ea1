package import Base

/// How a shape is written as JSON Schema (draft 2020-12).
package enum SchemaStyle: Sendable {
    /// Everything in one document, without unknown members (MCP's `inputSchema`).
    case closed
    /// Named shapes are references, null may stand for an absent value, and records may have further members: the
    /// server ignores them in a request, and a later version may add some to its responses (OpenAPI 3.1).
    case open
}

extension Shape {
    package func schema(_ style: SchemaStyle) -> JSONValue { .object(members(style)) }

    private func members(_ style: SchemaStyle) -> [String: JSONValue] {
        switch self {
        case .characters(let range):
            var members: [String: JSONValue] = ["type": "string"]
            if range.refusesBlank { members["minLength"] = 1 }
            if range.limit < .max { members["maxLength"] = .integer(Int64(range.limit)) }
            return members
        case .choice(let names): return ["type": "string", "enum": .array(names.map(JSONValue.string))]
        case .integer(let range):
            var members: [String: JSONValue] = ["type": "integer"]
            if range.lowerBound > .min { members["minimum"] = .integer(Int64(range.lowerBound)) }
            if range.upperBound < .max { members["maximum"] = .integer(Int64(range.upperBound)) }
            return members
        case .number(let range):
            var members: [String: JSONValue] = ["type": "number"]
            let (lower, upper) = (range.bounds.lowerBound, range.bounds.upperBound)
            if lower.isFinite { members[range.excludesLower ? "exclusiveMinimum" : "minimum"] = .number(lower) }
            if upper.isFinite { members["maximum"] = .number(upper) }
            return members
        case .flag: return ["type": "boolean"]
        case .dateTime: return ["type": "string", "format": "date-time"]
        case .list(let item, let count):
            var members: [String: JSONValue] = ["type": "array", "items": item.schema(style)]
            if count.lowerBound > 0 { members["minItems"] = .integer(Int64(count.lowerBound)) }
            if count.upperBound < .max { members["maxItems"] = .integer(Int64(count.upperBound)) }
            return members
        case .record(let properties): return Self.members(properties, style)
        case .object: return ["type": "object"]
        case .null: return ["type": "null"]
        case .anyOf(let shapes): return ["anyOf": .array(shapes.map { $0.schema(style) })]
        case .named(let name, let shape):
            switch style {
            case .closed: return shape.members(style)
            case .open: return ["$ref": .string("#/components/schemas/\(name)")]
            }
        }
    }

    private static func members(_ properties: [Property], _ style: SchemaStyle) -> [String: JSONValue] {
        let schemas = properties.map { ($0.name, $0.schema(style)) }
        var members: [String: JSONValue] = [
            "type": "object", "properties": .object(Dictionary(schemas, uniquingKeysWith: { first, _ in first })),
        ]
        switch style {
        case .closed: members["additionalProperties"] = false
        case .open: break
        }
        let required = properties.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { members["required"] = .array(required) }
        return members
    }
}

extension Shape.Property {
    fileprivate func schema(_ style: SchemaStyle) -> JSONValue {
        let own = shape.schema(style)
        var members = own.object ?? [:]
        if style == .open, isNullable { members = ["anyOf": [own, ["type": "null"]]] }
        members["description"] = .string(description)
        members["default"] = fallback
        return .object(members)
    }
}
