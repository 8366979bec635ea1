import Base
import Memories

/// A session as `PUT /v1/working-memory/{session_id}` brings it.
struct WorkingMemoryWire {
    let memory: WorkingMemory
    /// A message came without its time; clients are told that this will not do for ever.
    let lacksMessageDates: Bool

    /// What to do with messages. Anything but `discrete` asks for a language model.
    private enum Strategy: String, CaseIterable {
        case discrete, summary, preferences, custom
    }

    /// - Throws: `validationFailed`; `notImplemented` for a strategy we do not offer.
    init(_ wire: WireObject, sessionID: String, now: Timestamp) throws {
        // What clients send back of a response: the path, or the server, says it.
        for name in [
            "session_id", "updated_at", "context_percentage_total_used", "context_percentage_until_summarization",
        ] {
            _ = wire.present(name)
        }
        let messageWires = wire.objects("messages")
        let messages = messageWires.map { Self.message($0, now) }
        let memories = MemoryWire.memories(wire.objects("memories"), kind: .session, now: now)
        let strategyWire = wire.object("long_term_memory_strategy")
        let strategy = strategyWire?.choice("strategy", of: Strategy.self) ?? .discrete
        let memory = WorkingMemory(
            key: SessionKey(sessionID: sessionID, userID: wire.text("user_id"), namespace: wire.text("namespace")),
            messages: messages,
            memories: memories,
            context: wire.text("context"),
            data: wire.json("data"),
            tokens: wire.integer("tokens", in: 0...Int.max) ?? 0,
            strategy: strategy.rawValue,
            strategyConfig: strategyWire?.json("config") ?? .object([:]),
            ttlSeconds: wire.integer("ttl_seconds"),
            createdAt: wire.date("created_at") ?? now,
            updatedAt: now,
            lastAccessed: wire.date("last_accessed") ?? now
        )
        try wire.problems.check()
        guard strategy == .discrete else {
            throw Fault(
                .notImplemented,
                "The strategy '\(strategy.rawValue)' is not offered: it needs a language model, and this server calls none.",
                hints: .init(advice: "Use 'discrete', and put what is to be remembered into `memories`.")
            )
        }
        self.memory = memory
        lacksMessageDates = messageWires.contains { $0.present("created_at") == nil }
    }

    /// An empty id has one made for it.
    private static func message(_ wire: WireObject, _ now: Timestamp) -> Message {
        Message(
            id: wire.text("id") ?? "",
            role: wire.requiredText("role"),
            content: wire.requiredText("content"),
            createdAt: wire.date("created_at") ?? now,
            persistedAt: wire.date("persisted_at"),
            discreteMemoryExtracted: MemoryWire.flag(wire) ?? false
        )
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

extension JSONText {
    /// - Parameter sessionID: as the path names it.
    mutating func workingMemoryMembers(_ view: WorkingMemoryView, sessionID: String) {
        let memory = view.memory
        array("messages", memory.messages) { text, message in
            text.object { text in
                text.member("role", message.role)
                text.member("content", message.content)
                text.member("id", message.id)
                text.member("created_at", message.createdAt)
                text.member("persisted_at", message.persistedAt)
                text.member("discrete_memory_extracted", message.discreteMemoryExtracted ? "t" : "f")
            }
        }
        array("memories", memory.memories) { $0.memory($1) }
        member("data", memory.data)
        member("context", memory.context)
        member("user_id", memory.key.userID)
        member("tokens", memory.tokens)
        member("session_id", sessionID)
        member("namespace", memory.key.namespace)
        object("long_term_memory_strategy") { text in
            text.member("strategy", memory.strategy)
            text.member("config", memory.strategyConfig)
        }
        member("ttl_seconds", memory.ttlSeconds)
        member("last_accessed", memory.lastAccessed)
        member("created_at", memory.createdAt)
        member("updated_at", memory.updatedAt)
        member("context_percentage_total_used", view.percentageTotalUsed)
        member("context_percentage_until_summarization", view.percentageUntilSummarization)
    }
}
