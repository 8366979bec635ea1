import Base
import Memories

/// The request of `PUT /v1/working-memory/{session_id}`.
struct WorkingMemoryWire {
    let memory: WorkingMemory
    /// Whether a message had no time; clients are warned that a later version will require it.
    let lacksMessageDates: Bool

    /// - Throws: `validationFailed`.
    init(_ wire: WireObject, sessionID: String, now: Timestamp) throws {
        let messages = wire.objects("messages")
        var memory = WorkingMemory(
            key: SessionKey(sessionID: sessionID, userID: nil, namespace: nil),
            messages: messages.map { Self.message($0, now) },
            memories: MemoryWire.memories(wire.objects("memories"), kind: .session, now: now),
            createdAt: now,
            updatedAt: now,
            lastAccessed: now
        )
        wire.read(SessionMembers.all, into: &memory)
        // Clients send back the members that a response adds.
        for member in SessionMembers.percentages + [SessionMembers.extraction] { _ = wire.present(member.name) }
        wire.object("long_term_memory_strategy")?.read(SessionMembers.strategy, into: &memory)
        try wire.problems.check()
        self.memory = memory
        lacksMessageDates = messages.contains { $0.present(MessageMembers.createdAt.name) == nil }
    }

    /// A message; the service creates an id when there is none.
    private static func message(_ wire: WireObject, _ now: Timestamp) -> Message {
        var message = Message(id: "", role: "", content: "", createdAt: now)
        wire.read(MessageMembers.all, into: &message)
        return message
    }
}

/// The requested part of a session.
enum WindowWire {
    static func window(_ wire: WireObject) -> ContextWindow? {
        var window = ContextWindow()
        wire.read(WindowMembers.all, into: &window)
        return window == ContextWindow() ? nil : window
    }
}

extension JSONWriter {
    mutating func workingMemoryMembers(_ view: WorkingMemoryView) {
        let memory = view.memory
        array("messages", memory.messages) { text, message in
            text.object { $0.members(MessageMembers.all, of: message) }
        }
        array("memories", memory.memories) { $0.memory($1) }
        members(SessionMembers.all, of: memory)
        object("long_term_memory_strategy") { $0.members(SessionMembers.strategy, of: memory) }
        members(SessionMembers.percentages + [SessionMembers.extraction], of: view)
    }
}
