/// The members of a memory, in the order in which REST writes them. Names are those of the Redis server's API.
package enum MemoryMembers {
    package static let id = Member("id", \Memory.id, "The id of the memory, unique for its user.", isRequired: true)
    package static let text = Member(
        "text",
        \Memory.text,
        "The text of the memory.",
        shape: .text,
        measure: .length(\.textLength),
        isRequired: true
    )
    package static let sessionID = Member("session_id", \Memory.sessionID, "The conversation it comes from.")
    package static let userID = Member("user_id", \Memory.userID, "The user it belongs to.")
    package static let namespace = Member("namespace", \Memory.namespace, "The group of memories it belongs to.")
    package static let lastAccessed = Member(
        "last_accessed",
        \Memory.lastAccessed,
        "When it was last read or found by a search."
    )
    package static let createdAt = Member("created_at", \Memory.createdAt, "When it was stored.")
    package static let updatedAt = Member("updated_at", \Memory.updatedAt, "When it was last changed.")
    package static let pinned = Member("pinned", \Memory.pinned, "Whether clean-ups must never forget it.")
    package static let accessCount = Member(
        "access_count",
        \Memory.accessCount,
        "How often it was read or found by a search.",
        shape: .integer(0...Int(Int32.max))
    )
    package static let topics = Member("topics", \Memory.topics, "Topics it belongs to.")
    package static let entities = Member("entities", \Memory.entities, "People, places and things it names.")
    package static let hash = Member(
        ofServer: "memory_hash",
        \Memory.hash,
        "Recognizes identical text of one user (SHA-256, hexadecimal)."
    )
    package static let extracted = Member(
        "discrete_memory_extracted",
        \Memory.extractedTag,
        "`t` when extraction is done or not needed, otherwise `f`."
    )
    package static let kind = Member("memory_type", \Memory.kind, MemoryKind.explanation)
    package static let persistedAt = Member(
        ofServer: "persisted_at",
        \Memory.persistedAt,
        "When it was stored as a long-term memory."
    )
    package static let extractedFrom = Member(
        "extracted_from",
        \Memory.extractedFrom,
        "Ids of the messages it was extracted from."
    )
    package static let eventDate = Member("event_date", \Memory.eventDate, "When the event happened.")
    package static let strategy = Member(
        "extraction_strategy",
        \Memory.extractionStrategy,
        "How the application extracted it."
    )
    package static let strategyConfig = Member(
        "extraction_strategy_config",
        \Memory.extractionStrategyConfig,
        "Settings of that extraction."
    )
    package static let metadata = Member("metadata", \Memory.metadata, "JSON data of the application.")
    package static let provenance = Member(
        ofServer: "provenance",
        \Memory.provenanceJSON,
        "Which application and person stored it and wrote its present content. Null when that is unknown.",
        shape: ProvenanceShape.shape
    )
    package static let supersedes = Member(
        "supersedes",
        \Memory.supersedes,
        "Ids of the same user's memories that it replaces. Searches leave those out."
    )
    package static let supersededBy = Member(
        ofServer: "superseded_by",
        \Memory.supersededBy,
        "The id of the memory that replaced it."
    )

    package static let archived = Member(
        "archived",
        \Memory.archived,
        "Whether it was put away: searches and lists leave it out unless they ask for it."
    )

    package static let all = [
        id, text, sessionID, userID, namespace, lastAccessed, createdAt, updatedAt, pinned, accessCount, topics,
        entities, hash, extracted, kind, persistedAt, extractedFrom, eventDate, strategy, strategyConfig, metadata,
        provenance, supersedes, supersededBy, archived,
    ]

    /// The members that a search adds to a memory.
    package static let distance = Member(
        ofServer: "dist",
        \ScoredMemory.distance,
        "Smaller is nearer: cosine distance (0 to 2) in semantic mode, otherwise 1 - score."
    )
    package static let score = Member(
        ofServer: "score",
        \ScoredMemory.score,
        "How well it matches, from 0 to 1.",
        shape: .number(.from(0, to: 1))
    )
    package static let scoreKind = Member(ofServer: "score_type", \ScoredMemory.scoreKind, "The kind of score.")
    package static let scores = [distance, score, scoreKind]

    /// The members that a search of several workspaces adds to each memory.
    package static let labels = [workspaceID, workspaceName]
    package static let workspaceID = Shape.Property(
        "workspace_id",
        .string,
        "The id of its workspace, in a search of several."
    )
    package static let workspaceName = Shape.Property(
        "workspace",
        .string,
        "The name of its workspace, in a search of several."
    )

    /// The members of a memory that can be changed; an absent one stays as it is.
    package static let changes: [Member<Revision>] = [
        text.kept(at: \.text), kind.kept(at: \.kind), topics.kept(at: \.topics), entities.kept(at: \.entities),
        namespace.kept(at: \.namespace), userID.kept(at: \.userID), sessionID.kept(at: \.sessionID),
        eventDate.kept(at: \.eventDate), pinned.kept(at: \.pinned), metadata.kept(at: \.metadata),
        supersedes.kept(at: \.supersedes).presented(addedSupersedes), archived.kept(at: \.archived),
    ]

    /// The meaning of `supersedes` in a change.
    package static let addedSupersedes =
        "Ids of outdated memories that this one replaces, besides those it replaces already. An empty list takes all of them back."
}

extension MemoryKind {
    package static let explanation = """
        semantic: a fact or preference that holds over time; episodic: something that happened at a time; message: something that \
        was said.
        """
}

/// A flag in the Redis server's form, `t` or `f`; it kept flags in tag fields.
enum FlagTag: String, CaseIterable, MemberType {
    case yes = "t"
    case no = "f"

    init(_ flag: Bool) { self = flag ? .yes : .no }
}

extension Memory {
    fileprivate var extractedTag: FlagTag {
        get { FlagTag(discreteMemoryExtracted) }
        set { discreteMemoryExtracted = newValue == .yes }
    }
}

extension Message {
    var extractedTag: FlagTag {
        get { FlagTag(discreteMemoryExtracted) }
        set { discreteMemoryExtracted = newValue == .yes }
    }
}
