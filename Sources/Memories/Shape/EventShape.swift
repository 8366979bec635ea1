package import Base

extension MemoryEvent {
    /// The event as one line of an export: what, when, by whom, and the ids of the memories. Never a text.
    package var json: JSONValue {
        guard case .object(var members) = ProvenanceShape.json(Authorship(provenance, at: at)) else { return .null }
        members["action"] = .string(action.rawValue)
        members["workspace"] = .string(workspace.rawValue)
        members["count"] = .integer(Int64(count))
        members["memories"] = .array(
            memories.map { .object(["id": .string($0.id.text), "user_id": .string($0.userID.text)]) }
        )
        return .object(members)
    }
}
