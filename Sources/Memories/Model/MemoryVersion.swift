package import Base

/// A former content of a memory, kept when the content was replaced.
package struct MemoryVersion: Sendable, Hashable {
    /// Counts from 1; the memory's present content has the highest.
    package let edition: Int
    package let text: String
    package let kind: MemoryKind
    package let sessionID: String?
    package let namespace: String?
    package let topics: [String]
    package let entities: [String]
    package let eventDate: Timestamp?
    package let metadata: JSONValue
    /// The writer of this content; nil when unknown.
    package let written: Authorship?
    package let replacedAt: Timestamp

    package init(
        edition: Int,
        text: String,
        kind: MemoryKind,
        sessionID: String?,
        namespace: String?,
        topics: [String],
        entities: [String],
        eventDate: Timestamp?,
        metadata: JSONValue,
        written: Authorship?,
        replacedAt: Timestamp
    ) {
        self.edition = edition
        self.text = text
        self.kind = kind
        self.sessionID = sessionID
        self.namespace = namespace
        self.topics = topics
        self.entities = entities
        self.eventDate = eventDate
        self.metadata = metadata
        self.written = written
        self.replacedAt = replacedAt
    }

    /// The memory with this content. Id, owner, pin and times stay.
    func restored(in memory: Memory) -> Memory {
        var memory = memory
        memory.text = text
        memory.kind = kind
        memory.sessionID = sessionID
        memory.namespace = namespace
        memory.topics = topics
        memory.entities = entities
        memory.eventDate = eventDate
        memory.metadata = metadata
        return memory
    }
}

extension Memory {
    /// Whether the other memory has the same content, which is what versions keep.
    func hasContent(of other: Memory) -> Bool {
        text.isExactly(other.text) && kind == other.kind && sessionID.isExactly(other.sessionID)
            && namespace.isExactly(other.namespace) && topics.elementsEqual(other.topics) { $0.isExactly($1) }
            && entities.elementsEqual(other.entities) { $0.isExactly($1) } && eventDate == other.eventDate
            && metadata == other.metadata
    }
}

/// A memory with its former contents.
package struct MemoryHistory: Sendable, Hashable {
    package let memory: Memory
    /// The edition of the present content.
    package let edition: Int
    /// Newest first.
    package let former: [MemoryVersion]
    /// The deletion by an application; nil for a memory that exists.
    package let deletion: Deletion?
    /// The author of its archiving, while it is archived; nil when unknown.
    package let archived: Authorship?

    package struct Deletion: Sendable, Hashable {
        package let at: Timestamp
        /// Whether another memory has its id by now.
        package let isReplaced: Bool

        package init(at: Timestamp, isReplaced: Bool) {
            self.at = at
            self.isReplaced = isReplaced
        }
    }

    package init(
        memory: Memory,
        edition: Int,
        former: [MemoryVersion],
        deletion: Deletion? = nil,
        archived: Authorship? = nil
    ) {
        self.memory = memory
        self.edition = edition
        self.former = former
        self.deletion = deletion
        self.archived = archived
    }

    /// The present content, or the last one of a deleted memory, as a version.
    func last(until time: Timestamp) -> MemoryVersion {
        MemoryVersion(
            edition: edition,
            text: memory.text,
            kind: memory.kind,
            sessionID: memory.sessionID,
            namespace: memory.namespace,
            topics: memory.topics,
            entities: memory.entities,
            eventDate: memory.eventDate,
            metadata: memory.metadata,
            written: memory.provenance?.changed,
            replacedAt: time
        )
    }
}
