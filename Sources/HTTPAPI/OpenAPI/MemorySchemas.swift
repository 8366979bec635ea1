import Base
import Memories

/// Memory records as they are received, answered and changed.
enum MemorySchemas {
    static let kind = Schema.choice(MemoryKind.allCases.map(\.rawValue))

    static let members: [String: JSONValue] = [
        "id": Schema.text, "text": Schema.text, "session_id": Schema.optional(Schema.text),
        "user_id": Schema.optional(Schema.text), "namespace": Schema.optional(Schema.text),
        "last_accessed": Schema.date,
        "created_at": Schema.date, "updated_at": Schema.date, "pinned": Schema.flag, "access_count": Schema.integer(0),
        "topics": Schema.texts, "entities": Schema.texts, "memory_hash": Schema.optional(Schema.text),
        "discrete_memory_extracted": Schema.choice(["t", "f"]), "memory_type": kind,
        "persisted_at": Schema.optional(Schema.date), "extracted_from": Schema.texts,
        "event_date": Schema.optional(Schema.date), "extraction_strategy": Schema.text,
        "extraction_strategy_config": Schema.anyObject, "metadata": Schema.anyObject,
    ]

    /// Null and absent are the same, and everything has a default but the id and the text.
    static let input = Schema.object(
        members.mapValues { Schema.optional($0) }.merging(
            ["id": Schema.text, "text": Schema.text],
            uniquingKeysWith: { _, required in required }
        ),
        required: ["id", "text"]
    )

    static let found = Schema.object(
        members.merging(
            [
                "dist": Schema.described(Schema.number, "Smaller is nearer."),
                "score": Schema.optional(Schema.number(0, 1)),
                "score_type": Schema.optional(Schema.choice(SearchMode.allCases.map(\.rawValue))),
            ],
            uniquingKeysWith: { first, _ in first }
        )
    )

    private static let changeable = [
        "text", "topics", "entities", "memory_type", "namespace", "user_id", "session_id", "event_date", "pinned",
        "metadata",
    ]

    static let change = Schema.described(
        Schema.object(members.filter { changeable.contains($0.key) }.mapValues { Schema.optional($0) }, required: []),
        "Null leaves a member as it is."
    )
}
