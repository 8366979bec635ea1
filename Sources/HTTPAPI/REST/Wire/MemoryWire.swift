package import Base
package import Memories

/// Memory records as the Redis server's clients send and read them.
enum MemoryWire {
    /// The source of a record, which decides its kind when the record has none.
    enum Origin {
        /// `POST /v1/long-term-memory/`: already extracted by the caller.
        case longTerm
        /// The `memories` of a session.
        case session
    }

    static func memories(_ wires: [WireObject], kind origin: Origin, now: Timestamp) -> [Memory] {
        wires.map { memory($0, origin, now) }
    }

    private static func memory(_ wire: WireObject, _ origin: Origin, _ now: Timestamp) -> Memory {
        var memory = Memory(
            id: "",
            text: "",
            kind: origin == .longTerm ? .semantic : .message,
            createdAt: now,
            discreteMemoryExtracted: origin == .longTerm
        )
        wire.read(MemoryMembers.all, into: &memory)
        // Clients send back the members that a search adds.
        for member in MemoryMembers.scores.map(\.property) + MemoryMembers.labels { _ = wire.present(member.name) }
        return memory
    }

    static func revision(_ wire: WireObject) -> Revision {
        var revision = Revision()
        wire.read(MemoryMembers.changes, into: &revision)
        return revision
    }
}

extension JSONWriter {
    /// A memory as REST writes it, with all members.
    package mutating func memory(_ memory: Memory) {
        object { $0.memoryMembers(memory) }
    }

    /// - Parameter label: the name of the memory's workspace, in a search of several.
    mutating func scoredMemory(_ found: ScoredMemory, label: String? = nil) {
        object { text in
            text.memoryMembers(found.memory)
            text.members(MemoryMembers.scores, of: found)
            guard let label else { return }
            text.member(MemoryMembers.workspaceID.name, found.workspace.rawValue)
            text.member(MemoryMembers.workspaceName.name, label)
        }
    }

    mutating func memoryMembers(_ memory: Memory) {
        members(MemoryMembers.all, of: memory)
    }
}
