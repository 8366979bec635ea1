/// The outcome of storing a batch of new memories.
package struct RememberOutcome: Sendable, Hashable {
    /// The ids that now exist with the given text, in the order of the request.
    package let stored: [String]
    /// Memories whose text the user already had under another id.
    package let known: [KnownMemory]
    /// For each stored memory, those of its user that it may repeat or contradict; empty unless asked for.
    package let related: [OwnedID: [RelatedMemory]]
    /// For each memory that named some, the ids in `supersedes` that do not exist for its user.
    package let missing: [OwnedID: [String]]

    package init(
        stored: [String],
        known: [KnownMemory],
        related: [OwnedID: [RelatedMemory]] = [:],
        missing: [OwnedID: [String]] = [:]
    ) {
        self.stored = stored
        self.known = known
        self.related = related
        self.missing = missing
    }

    /// The id that already holds the text of the memory; nil when the memory is new.
    package func holder(of memory: OwnedID) -> String? {
        known.first { $0.memory == memory }?.holder
    }
}

package struct ForgetOutcome: Sendable, Hashable {
    package let scanned: Int
    package let deletedIDs: [String]
    package let dryRun: Bool
}

package struct PromptRequest: Sendable, Hashable {
    package var query: String
    package var session: SessionKey?
    package var window: ContextWindow?
    package var search: MemoryQuery?

    package init(query: String, session: SessionKey? = nil, window: ContextWindow? = nil, search: MemoryQuery? = nil) {
        self.query = query
        self.session = session
        self.window = window
        self.search = search
    }
}

package struct PromptAnswer: Sendable, Hashable {
    package struct Line: Sendable, Hashable {
        /// `system`, `user` or `assistant`.
        package let role: String
        package let text: String
    }

    package let lines: [Line]
    /// Nil when long-term memory was not searched.
    package let memories: [ScoredMemory]?
}
