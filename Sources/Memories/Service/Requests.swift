package import Base

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

/// Which memories a forgetting pass removes; the Redis server's policy.
package struct ForgetRequest: Sendable, Hashable {
    package var maxAgeDays: Double?
    package var maxInactiveDays: Double?
    /// Keep at most this many of those looked at, the most recent by last access and creation (`RecencyOptions`).
    package var budget: Int?
    /// Only memories of these kinds may be forgotten; nil means any kind.
    package var kinds: [MemoryKind]?
    /// With both limits set: older than `maxAgeDays × multiplier` goes even when recently used.
    package var hardAgeMultiplier = 12.0
    package var pinnedIDs: Set<Identifier> = []
    package var filter = MemoryFilter()
    /// How many to look at, at most, the oldest first.
    package var limit = 1_000
    package var dryRun = true

    package init() {}
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

/// Working memory as it is answered: cut to the window, with how full the window is.
package struct WorkingMemoryView: Sendable, Hashable {
    package let memory: WorkingMemory
    /// 0…100; nil when no window was named.
    package let percentageTotalUsed: Double?
    package let percentageUntilSummarization: Double?

    package init(memory: WorkingMemory, percentageTotalUsed: Double?, percentageUntilSummarization: Double?) {
        self.memory = memory
        self.percentageTotalUsed = percentageTotalUsed
        self.percentageUntilSummarization = percentageUntilSummarization
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

package enum EmbeddingStatus: Sendable, Hashable {
    /// No model: words only. The reason says what to do.
    case keywordOnly(reason: String)
    case ready(EmbeddingModel)
    /// A new model is being applied; searches go on.
    case reembedding(EmbeddingModel, done: Int, total: Int)
}
