import Base
import HTTPTypes
import Memories

/// The OpenAPI 3.1 document, built from the operations and schemas and nothing else.
enum OpenAPIDocument {
    /// - Parameter limits: this server's.
    static func document(version: String, publicURL: String?, limits: MemoryLimits) -> JSONValue {
        var members: [String: JSONValue] = [
            "openapi": "3.1.0",
            "info": [
                "title": "Agent Memory", "version": .string(version),
                "summary": "Working memory and long-term memory for AI agents.",
                "description":
                    "Clients of Redis Agent Memory Server work unchanged. Errors are problem details (RFC 9457).",
            ],
            "paths": paths(limits), "components": components(limits),
        ]
        if let publicURL { members["servers"] = [["url": .string(publicURL)]] }
        return .object(members)
    }

    private static func paths(_ limits: MemoryLimits) -> JSONValue {
        let byPath = Dictionary(grouping: Operations.all(limits), by: \.endpoint.rawValue)
        return .object(
            byPath.mapValues { operations in
                .object(
                    Dictionary(uniqueKeysWithValues: operations.map { ($0.method.rawValue.lowercased(), text(of: $0)) })
                )
            }
        )
    }

    private static func text(of operation: Operation) -> JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .string(operation.id), "summary": .string(operation.summary),
            "tags": [.string(operation.group)],
            "responses": .object(
                Dictionary(uniqueKeysWithValues: operation.answers.map { (String($0.status), text(of: $0)) })
            ),
            "security": operation.endpoint.isOpen ? [] : [["bearer": []], ["apiKey": []]],
        ]
        members["description"] = operation.description.map { .string($0) }
        if !operation.parameters.isEmpty { members["parameters"] = .array(operation.parameters.map(text)) }
        if let body = operation.body {
            let example = try? StrictJSON.parse(Array(body.example.utf8))
            members["requestBody"] = [
                "required": true,
                "content": [
                    "application/json": ["schema": Schemas.reference(body.schema), "example": example ?? .null]
                ],
            ]
        }
        return .object(members)
    }

    private static func text(of parameter: Operation.Parameter) -> JSONValue {
        [
            "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
            "schema": parameter.shape.schema(.open),
            "required": .bool(parameter.place == .path), "description": .string(parameter.description),
        ]
    }

    private static func text(of answer: Operation.Answer) -> JSONValue {
        guard let schema = answer.schema else { return ["description": .string(answer.description)] }
        let type = schema == "Problem" ? "application/problem+json" : "application/json"
        return [
            "description": .string(answer.description),
            "content": .object([type: ["schema": Schemas.reference(schema)]]),
        ]
    }

    private static func components(_ limits: MemoryLimits) -> JSONValue {
        [
            "schemas": .object(Schemas.all(limits)),
            "securitySchemes": [
                "bearer": [
                    "type": "http", "scheme": "bearer", "description": "An API token or an access token (RFC 6750).",
                ],
                "apiKey": [
                    "type": "apiKey", "in": "header", "name": "X-API-Key",
                    "description": "The same token, without `Bearer`.",
                ],
            ],
        ]
    }
}
