/// The members of a conversation's working memory, in the order in which REST writes them.
package enum SessionMembers {
    package static let context = Member(
        "context",
        \WorkingMemory.context,
        "A summary of the conversation before the messages.",
        measure: .length(\.messageLength)
    )
    package static let data = Member(
        "data",
        \WorkingMemory.data,
        "JSON data of the application.",
        measure: .bytes(\.dataBytes)
    )
    package static let sessionID = Member(ofServer: "session_id", \WorkingMemory.key.sessionID, "The conversation.")
    package static let userID = Member("user_id", \WorkingMemory.key.userID, "The user it belongs to.")
    package static let namespace = Member("namespace", \WorkingMemory.key.namespace, "The group it belongs to.")
    package static let tokens = Member(
        "tokens",
        \WorkingMemory.tokens,
        "How many tokens the messages have, counted by the application."
    )
    package static let timeToLive = Member(
        "ttl_seconds",
        \WorkingMemory.ttlSeconds,
        "How long the session is kept after its last change; without it, the session never expires.",
        shape: .integer(1...Int.max),
        measure: .atMost(\.sessionSeconds)
    )
    package static let lastAccessed = Member("last_accessed", \WorkingMemory.lastAccessed, "When it was last used.")
    package static let createdAt = Member("created_at", \WorkingMemory.createdAt, "When it was first stored.")
    package static let updatedAt = Member(ofServer: "updated_at", \WorkingMemory.updatedAt, "When it was last changed.")
    package static let provenance = Member(
        ofServer: "provenance",
        \WorkingMemory.provenanceJSON,
        "Which application and person stored it and wrote it last. Null when that is unknown, and in the response to a write.",
        shape: ProvenanceShape.shape
    )

    package static let all = [
        data, context, userID, tokens, sessionID, namespace, timeToLive, lastAccessed, createdAt, updatedAt, provenance,
    ]

    /// `long_term_memory_strategy`: what a language model extracts from the messages. `memories` are kept as given.
    package static let strategy = [
        Member(
            "strategy",
            \WorkingMemory.strategy,
            "What to extract from the messages: facts, a summary, preferences, or what `custom_prompt` in `config` asks for. Without a language model nothing is extracted, and `extraction` says so.",
            shape: .choice(ExtractionStrategy.allCases.map(\.rawValue))
        ),
        Member(
            "config",
            \WorkingMemory.strategyConfig,
            "Settings of the strategy: `custom_prompt` of custom, `max_summary_length` (words) of summary."
        ),
    ]

    /// A member that a response adds.
    package static let extraction = Member(
        ofServer: "extraction",
        \WorkingMemoryView.extractionJSON,
        "How far the extraction of memories from the messages is. Null without messages.",
        shape: ExtractionShape.shape
    )
    package static let percentageUsed = Member(
        ofServer: "context_percentage_total_used",
        \WorkingMemoryView.percentageTotalUsed,
        "How full the context window is, 0 to 100."
    )
    /// The members that a response adds when the request names a context window.
    package static let percentages = [
        percentageUsed,
        Member(
            ofServer: "context_percentage_until_summarization",
            \WorkingMemoryView.percentageUntilSummarization,
            "How much of the tokens that fit before a summary is due is used, 0 to 100."
        ),
    ]
}

/// The members of a message.
package enum MessageMembers {
    package static let role = Member("role", \Message.role, "user, assistant, system or tool.", isRequired: true)
    package static let content = Member(
        "content",
        \Message.content,
        "What was said.",
        measure: .length(\.messageLength),
        isRequired: true
    )
    package static let id = Member("id", \Message.id, "The id of the message; generated when left out.")
    package static let createdAt = Member(
        "created_at",
        \Message.createdAt,
        "When it was said (ISO 8601); now when left out."
    )

    package static let all = [
        role, content, id, createdAt,
        Member("persisted_at", \Message.persistedAt, "When it was stored as a long-term memory."),
        Member(
            "discrete_memory_extracted",
            \Message.extractedTag,
            "`t` when memories were extracted from it, otherwise `f`."
        ),
    ]
}
