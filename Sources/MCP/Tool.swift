import Base
import Identity
import Memories

/// Something an agent can have done. One file each in `Tools/`.
protocol Tool: Sendable {
    /// 1 to 64 of `[A-Za-z0-9_./-]`.
    var name: String { get }
    var title: String { get }
    /// What makes a model use it well: when to call it, how to fill it in, what comes back.
    var description: String { get }
    /// What policy is asked for; a principal that may not is not shown the tool.
    var action: Action { get }
    var hints: ToolHints { get }
    /// The arguments, without `user_id`, which is added for services.
    var input: [Shape.Property] { get }
    var output: [Shape.Property] { get }

    /// - Returns: an object of the shape `output`.
    /// - Throws: `Fault`.
    func run(_ arguments: Arguments, in call: Call) async throws -> JSONValue
}

/// What a client may tell its user about a tool beforehand (schema, `ToolAnnotations`).
enum ToolHints: Sendable {
    case reads
    /// Adds, and takes nothing away.
    case adds
    /// Changes or replaces; doing it twice is doing it once.
    case changes
    case destroys

    var json: JSONValue {
        // A memory tool's world is closed: it touches nothing but the memory.
        switch self {
        case .reads: ["readOnlyHint": true, "openWorldHint": false]
        case .adds: ["readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false]
        case .changes: ["readOnlyHint": false, "destructiveHint": true, "idempotentHint": true, "openWorldHint": false]
        case .destroys:
            ["readOnlyHint": false, "destructiveHint": true, "idempotentHint": true, "openWorldHint": false]
        }
    }
}

extension Tool {
    /// - Parameter namingUser: only a service may name whose memories are meant; showing a person's agent the argument
    ///   would make it invent names.
    func arguments(namingUser: Bool) -> [Shape.Property] {
        guard namingUser else { return input }
        let user = "Whose memories. Leave out for memories of nobody in particular, or everybody's."
        return input + [Shape.Property("user_id", .text, user)]
    }

    func declaration(namingUser: Bool) -> JSONValue {
        [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "inputSchema": Shape.record(arguments(namingUser: namingUser)).schema(.closed),
            "outputSchema": Shape.record(output).schema(.closed),
            "annotations": hints.json,
        ]
    }
}
