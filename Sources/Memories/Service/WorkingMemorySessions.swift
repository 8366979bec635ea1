import Base
import Identity

/// Working memory: sessions, found by as much of their key as the caller knows.
struct WorkingMemorySessions: Sendable {
    let store: any WorkingMemoryStore
    let upkeep: Upkeep
    let rules: MemoryRules
    let time: any TimeSource
    let random: any RandomSource

    /// A clock of a client may be ahead, but not by more.
    private static let tolerance = Duration.seconds(300)

    /// Nil when there is none.
    /// - Throws: `conflict` when several fit and none of them is exactly the one named.
    func find(_ access: Access, _ key: SessionKey) async throws -> WorkingMemory? {
        let found = try await store.find(access, key, at: time.now())
        guard found.count > 1 else { return found.first }
        if let exact = found.first(where: { $0.key == key }) { return exact }
        throw Fault(
            .conflict,
            "Several sessions have this id: name user_id and namespace as well.",
            hints: .init(advice: "Add the user_id and namespace that the session was stored with.")
        )
    }

    /// As it is answered: cut to what was asked for.
    func view(_ memory: WorkingMemory, _ window: ContextWindow?) -> WorkingMemoryView {
        var memory = memory
        if let recent = window?.recentMessagesLimit { memory.messages = memory.messages.suffix(max(0, recent)) }
        let budget = ContextBudget(window)
        if let budget { memory.messages = budget.fitting(memory.messages) }
        return filled(memory, budget)
    }

    func put(_ access: Access, _ memory: WorkingMemory, _ window: ContextWindow?) async throws -> WorkingMemoryView {
        let memory = try prepared(access, memory)
        try await store.put(access, memory)
        if !memory.memories.isEmpty { upkeep.wakePromotion() }
        return filled(memory, ContextBudget(window))
    }

    private func filled(_ memory: WorkingMemory, _ budget: ContextBudget?) -> WorkingMemoryView {
        let percentages = budget?.percentages(memory.messages)
        return WorkingMemoryView(
            memory: memory,
            percentageTotalUsed: percentages?.total,
            percentageUntilSummarization: percentages?.untilSummarization
        )
    }
}

extension WorkingMemorySessions {
    private func prepared(_ access: Access, _ given: WorkingMemory) throws -> WorkingMemory {
        var memory = given
        let owner = try Ownership.owner(given.key.userID, by: access)
        memory.key = SessionKey(sessionID: given.key.sessionID, userID: owner, namespace: given.key.namespace?.nonEmpty)
        memory.messages = given.messages.map { message in
            guard message.id.isEmpty else { return message }
            var message = message
            message.id = ULID.make(at: time.now(), random: random)
            return message
        }
        memory.memories = try given.memories.map { try adopted($0, by: memory.key, access) }
        try check(memory)
        return memory
    }

    /// What the session says holds for its memories unless they say otherwise; the queue recognises them by their hash.
    private func adopted(_ given: Memory, by key: SessionKey, _ access: Access) throws -> Memory {
        var memory = given
        memory.userID = try Ownership.owner(given.userID?.nonEmpty ?? key.userID, by: access)
        memory.namespace = given.namespace?.nonEmpty ?? key.namespace
        memory.sessionID = given.sessionID?.nonEmpty ?? key.sessionID
        memory.hash = MemoryHash.of(memory)
        return memory
    }

    private func check(_ memory: WorkingMemory) throws {
        let limits = rules.limits
        var validation = Validation()
        validation.require(
            !memory.key.sessionID.isEmpty,
            ["path", "session_id"],
            "missing",
            "session_id must not be empty"
        )
        validation.requireLabel(memory.key.sessionID, atMost: limits.idLength, ["path", "session_id"])
        validation.requireLabel(memory.key.userID, atMost: limits.idLength, ["body", "user_id"])
        validation.requireLabel(memory.key.namespace, atMost: limits.idLength, ["body", "namespace"])
        validation.requireLabel(
            memory.strategy,
            atMost: limits.idLength,
            ["body", "long_term_memory_strategy", "strategy"]
        )
        validation.requireLength(of: memory.context, atMost: limits.messageLength, ["body", "context"])
        validation.requireJSON(
            memory.strategyConfig,
            atMost: limits.metadataBytes,
            ["body", "long_term_memory_strategy", "config"]
        )
        validation.requireJSON(memory.data, atMost: limits.metadataBytes * 16, ["body", "data"])
        validation.require(memory.tokens >= 0, ["body", "tokens"], "out_of_range", "tokens must not be negative")
        validation.require(
            (memory.ttlSeconds ?? 0).magnitude <= limits.sessionSeconds.magnitude,
            ["body", "ttl_seconds"],
            "out_of_range",
            "ttl_seconds must be at most \(limits.sessionSeconds)"
        )
        validation.require(
            memory.messages.count <= limits.messagesPerSession,
            ["body", "messages"],
            "too_many",
            "messages must have at most \(limits.messagesPerSession) items"
        )
        validation.require(
            memory.memories.count <= limits.batchSize,
            ["body", "memories"],
            "too_many",
            "memories must have at most \(limits.batchSize) items"
        )
        try validation.finish()
        for (index, message) in memory.messages.enumerated() {
            try check(message, ["body", "messages", "\(index)"], into: &validation)
        }
        for (index, item) in memory.memories.enumerated() {
            rules.check(item, ["body", "memories", "\(index)"], into: &validation)
        }
        try validation.finish()
    }

    private func check(_ message: Message, _ path: [String], into validation: inout Validation) throws {
        let limits = rules.limits
        validation.requireLabel(message.id, atMost: limits.idLength, path + ["id"])
        validation.requireLabel(message.role, atMost: limits.idLength, path + ["role"])
        validation.requireLength(of: message.content, atMost: limits.messageLength, path + ["content"])
        validation.require(
            message.createdAt <= time.now().advanced(by: Self.tolerance),
            path + ["created_at"],
            "out_of_range",
            "created_at cannot be more than 300 seconds in the future"
        )
        try validation.finish()
        guard !message.content.trimmingBlanks().isEmpty else {
            throw Fault(.invalidRequest, "Message content cannot be empty (message ID: \(message.id))")
        }
    }
}
