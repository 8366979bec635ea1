import Base
import Identity
import Memories

/// An action that an agent can request. One file each in `Tools/`.
protocol Tool: Sendable {
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
    var output: [Shape.Property] { get }

    /// - Returns: an object of the shape `output`.
    /// - Throws: `Fault`.
    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue
}

/// Hints that a client can show its user before a call (schema, `ToolAnnotations`).
enum ToolHints: Sendable {
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
        [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": Shape.record(arguments).schema(.closed),
            "outputSchema": Shape.record(output).schema(.closed),
            "annotations": .object((hints.json.object ?? [:]).merging(["title": .string(title)]) { $1 }),
        ]
    }
}
