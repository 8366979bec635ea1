import Base

/// The rules for a session before it is stored.
struct SessionRules: Sendable {
    let limits: MemoryLimits

    /// How far a client's clock may be ahead.
    private static let tolerance = Duration.seconds(300)

    /// - Throws: `validationFailed`; `invalidRequest` for an empty message.
    func check(_ session: WorkingMemory, at now: Timestamp) throws {
        var validation = Validation()
        checkOwn(session, into: &validation)
        try validation.finish()
        for (index, message) in session.messages.enumerated() {
            try check(message, ["body", "messages", "\(index)"], at: now, into: &validation)
        }
        let rules = MemoryRules(limits: limits)
        for (index, memory) in session.memories.enumerated() {
            rules.check(memory, ["body", "memories", "\(index)"], into: &validation)
        }
        try validation.finish()
    }

    /// - Throws: `validationFailed` for a value out of its range.
    func check(_ window: ContextWindow?) throws {
        guard let window else { return }
        var validation = Validation()
        for member in WindowMembers.all { validation.require(member, of: window, ["query"], limits) }
        try validation.finish()
    }

    private func checkOwn(_ session: WorkingMemory, into validation: inout Validation) {
        let path = ["path", SessionMembers.sessionID.name]
        validation.require(session.key.sessionID, in: .label(upTo: limits.idLength), path)
        for member in SessionMembers.all { validation.require(member, of: session, ["body"], limits) }
        for member in SessionMembers.strategy {
            validation.require(member, of: session, ["body", "long_term_memory_strategy"], limits)
        }
        if let flaw = ExtractionStrategy(rawValue: session.strategy)?.flaw(in: session.strategyConfig) {
            validation.require(false, ["body", "long_term_memory_strategy", "config"], "invalid_strategy", flaw)
        }
        validation.requireCount(session.messages.count, atMost: limits.messagesPerSession, ["body", "messages"])
        validation.requireCount(session.memories.count, atMost: limits.batchSize, ["body", "memories"])
    }

    private func check(
        _ message: Message,
        _ path: [String],
        at now: Timestamp,
        into validation: inout Validation
    ) throws {
        for member in MessageMembers.all { validation.require(member, of: message, path, limits) }
        validation.require(
            message.createdAt <= now.advanced(by: Self.tolerance),
            path + [MessageMembers.createdAt.name],
            "out_of_range",
            "created_at cannot be more than 300 seconds in the future"
        )
        try validation.finish()
        guard !message.content.trimmingBlanks().isEmpty else {
            throw Fault(.invalidRequest, "Message content cannot be empty (message ID: \(message.id))")
        }
    }
}
