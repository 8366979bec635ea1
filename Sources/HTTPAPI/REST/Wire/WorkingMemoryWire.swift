import Base
import Memories

/// A session as `PUT /v1/working-memory/{session_id}` brings it.
struct WorkingMemoryWire {
    let memory: WorkingMemory
    /// A message came without its time; clients are told that this will not do for ever.
    let lacksMessageDates: Bool

    /// - Throws: `validationFailed`; `notImplemented` for a strategy we do not offer.
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
        // What a response adds, and clients send back.
        for member in SessionMembers.percentages { _ = wire.present(member.name) }
        wire.object("long_term_memory_strategy")?.read(SessionMembers.strategy, into: &memory)
        try wire.problems.check()
        guard memory.strategy == "discrete" else {
            throw Fault(
                .notImplemented,
                "The strategy '\(memory.strategy)' is not offered: it needs a language model, and this server calls none.",
                hints: .init(advice: "Use 'discrete', and put what is to be remembered into `memories`.")
            )
        }
        self.memory = memory
        lacksMessageDates = messages.contains { $0.present(MessageMembers.createdAt.name) == nil }
    }

    /// The service makes an id where there is none.
    private static func message(_ wire: WireObject, _ now: Timestamp) -> Message {
        var message = Message(id: "", role: "", content: "", createdAt: now)
        wire.read(MessageMembers.all, into: &message)
        return message
    }
}

/// How much of a session is asked for.
enum WindowWire {
    static func window(_ wire: WireObject) -> ContextWindow? {
        let window = ContextWindow(
            modelName: wire.text("model_name"),
            maxTokens: wire.integer("context_window_max", in: 1...Int.max),
            recentMessagesLimit: wire.integer("recent_messages_limit", in: 1...Int.max)
        )
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
        members(SessionMembers.percentages, of: view)
    }
}
