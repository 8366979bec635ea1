import Base
import Identity

/// Working memory: finds sessions by the parts of their key that the caller knows.
struct WorkingMemorySessions: Sendable {
    let store: any WorkingMemoryStore
    let upkeep: Upkeep
    let rules: SessionRules
    let time: any TimeSource
    let random: any RandomSource
    /// Nil without a language model.
    var extractor: Extractor?

    /// The session of the key; nil when there is none.
    /// - Throws: `conflict` when several sessions match and none matches exactly.
    func find(_ access: Access, _ key: SessionKey) async throws -> WorkingMemory? {
        let found = try await store.find(access, key, at: time.now())
        guard found.count > 1 else { return found.first }
        if let exact = found.first(where: { $0.key == key }) { return exact }
        throw Fault(
            .conflict,
            "Several sessions have this id. Name the user_id and the namespace.",
            hints: .init(advice: "Add the user_id and namespace that the session was stored with.")
        )
    }

    /// The session as the response shows it: cut to the requested window, with how far its extraction is.
    func view(_ access: Access, _ memory: WorkingMemory, _ window: ContextWindow?) async throws -> WorkingMemoryView {
        let states = try await extractor?.queue.states(access, of: memory.key) ?? []
        return extracted(view(memory, window), states)
    }

    /// The session cut to the requested window.
    func view(_ memory: WorkingMemory, _ window: ContextWindow?) -> WorkingMemoryView {
        var memory = memory
        if let recent = window?.recentMessagesLimit { memory.messages = memory.messages.suffix(max(0, recent)) }
        let budget = ContextBudget(window)
        if let budget { memory.messages = budget.fitting(memory.messages) }
        return filled(memory, budget)
    }

    func put(_ access: Access, _ memory: WorkingMemory, _ window: ContextWindow?) async throws -> WorkingMemoryView {
        let memory = try prepared(access, memory)
        guard let extractor else {
            try await store.put(access, memory, extracting: nil)
            if !memory.memories.isEmpty { upkeep.wakePromotion() }
            return extracted(filled(memory, ContextBudget(window)), [])
        }
        let known = Set(try await extractor.queue.states(access, of: memory.key).map { Identifier($0.messageID) })
        let fresh = memory.messages.filter { !$0.discreteMemoryExtracted && !known.contains(Identifier($0.id)) }
        let order = ExtractionOrder(messages: fresh, due: time.now().advanced(by: extractor.delay))
        try await store.put(access, memory, extracting: order)
        if !memory.memories.isEmpty { upkeep.wakePromotion() }
        if !fresh.isEmpty { upkeep.wakeExtraction() }
        let states = try await extractor.queue.states(access, of: memory.key)
        return extracted(filled(memory, ContextBudget(window)), states)
    }

    /// The view with the state of its extraction; messages that are done say so.
    private func extracted(_ view: WorkingMemoryView, _ states: [MessageExtraction]) -> WorkingMemoryView {
        var (view, memory) = (view, view.memory)
        guard let extractor else {
            view.extraction = memory.messages.isEmpty ? nil : .withoutModel
            return view
        }
        let done = Set(states.lazy.filter { $0.state == .done }.map { Identifier($0.messageID) })
        for index in memory.messages.indices where done.contains(Identifier(memory.messages[index].id)) {
            memory.messages[index].discreteMemoryExtracted = true
        }
        view.memory = memory
        view.extraction = SessionExtraction(states, by: extractor.name)
        return view
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
        try rules.check(memory, at: time.now())
        return memory
    }

    /// A memory of the session, with the session's own values where it has none; the queue recognises it by its hash.
    private func adopted(_ given: Memory, by key: SessionKey, _ access: Access) throws -> Memory {
        var memory = given
        memory.userID = try Ownership.owner(given.userID?.nonEmpty ?? key.userID, by: access)
        memory.namespace = given.namespace?.nonEmpty ?? key.namespace
        memory.sessionID = given.sessionID?.nonEmpty ?? key.sessionID
        memory.hash = MemoryHash.of(memory)
        return memory
    }
}
