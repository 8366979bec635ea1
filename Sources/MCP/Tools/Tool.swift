package import Base
package import Identity
package import Memories

/// An action that an agent can request. One file each in `Tools/`; other targets declare the tools of other systems.
package protocol Tool: Sendable {
    /// 1 to 64 of `[A-Za-z0-9_./-]`.
    var name: String { get }
    var title: String { get }
    /// The text for the model: when to call the tool, how to fill in the arguments, what comes back.
    var description: String { get }
    /// The action that the policy checks; a principal that may not perform it does not see the tool.
    var action: Action { get }
    var hints: ToolHints { get }
    /// The arguments, without `user_id`, which is added for services.
    var input: [Shape.Property] { get }
    /// Empty when the result is text alone, as the tools of other systems answer.
    var output: [Shape.Property] { get }

    /// - Returns: an object of the shape `output`; without one, any JSON, of which a string is the text itself.
    /// - Throws: `Fault`.
    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue
}

/// Hints that a client can show its user before a call (schema, `ToolAnnotations`).
package enum ToolHints: Sendable {
    case reads
    /// Adds data and removes nothing.
    case adds
    /// Changes or replaces; a second identical call changes nothing more.
    case changes
    case destroys

    var json: JSONValue {
        // A memory tool reaches only the memory, so its world is closed.
        switch self {
        case .reads:
            ["readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false]
        case .adds: ["readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false]
        case .changes: ["readOnlyHint": false, "destructiveHint": true, "idempotentHint": true, "openWorldHint": false]
        case .destroys:
            ["readOnlyHint": false, "destructiveHint": true, "idempotentHint": true, "openWorldHint": false]
        }
    }
}

extension Tool {
    func declaration(_ arguments: [Shape.Property]) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": Shape.record(arguments).schema(.closed),
            "annotations": .object((hints.json.object ?? [:]).merging(["title": .string(title)]) { $1 }),
        ]
        if !output.isEmpty { members["outputSchema"] = Shape.record(output).schema(.closed) }
        return .object(members)
    }
}
