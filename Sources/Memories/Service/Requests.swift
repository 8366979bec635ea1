/// What became of a batch of new memories.
package struct RememberOutcome: Sendable, Hashable {
    /// Ids that now exist with the text given, in the order given.
    package let stored: [String]
    /// Memories whose text the user already had under another id.
    package let known: [KnownMemory]

    package init(stored: [String], known: [KnownMemory]) {
        self.stored = stored
        self.known = known
    }

    /// The id that holds the text of the memory, when that was known.
    package func holder(of memory: OwnedID) -> String? {
        known.first { $0.memory == memory }?.holder
    }
}

package struct ForgetOutcome: Sendable, Hashable {
    package let scanned: Int
    package let deletedIDs: [String]
    package let dryRun: Bool

    package init(scanned: Int, deletedIDs: [String], dryRun: Bool) {
        self.scanned = scanned
        self.deletedIDs = deletedIDs
        self.dryRun = dryRun
    }
}

/// How much of a conversation fits the model that will read it.
package struct ContextWindow: Sendable, Hashable {
    /// Known model names have known windows.
    package var modelName: String?
    /// Tokens; wins over the model's.
    package var maxTokens: Int?
    package var recentMessagesLimit: Int?

    package init(modelName: String? = nil, maxTokens: Int? = nil, recentMessagesLimit: Int? = nil) {
        self.modelName = modelName
        self.maxTokens = maxTokens
        self.recentMessagesLimit = recentMessagesLimit
    }
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

        package init(role: String, text: String) {
            self.role = role
            self.text = text
        }
    }

    package let lines: [Line]
    /// Nil when long-term memory was not asked.
    package let memories: [ScoredMemory]?

    package init(lines: [Line], memories: [ScoredMemory]?) {
        self.lines = lines
        self.memories = memories
    }
}
