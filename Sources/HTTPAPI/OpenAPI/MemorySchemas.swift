import Base
import Memories

/// Long-term memories as they are received, answered, changed and forgotten.
enum MemorySchemas {
    static let all: [Shape] = [
        received, answered, found, newMemories, change, forgetting, forgotten,
    ]

    /// Null and absent are the same, and everything has a default but the id and the text.
    static let received = Shape.named("MemoryInput", .record(MemoryMembers.all.map(\.received)))
    static let answered = Shape.named("Memory", .record(MemoryMembers.all.map(\.answered)))
    static let found = Shape.named(
        "FoundMemory",
        .record(MemoryMembers.all.map(\.answered) + MemoryMembers.scores.map(\.answered))
    )

    private static let newMemories = Shape.named(
        "NewMemories",
        .record([
            Property("memories", .list(of: received), "What to keep.", isRequired: true),
            Property(
                "deduplicate",
                .flag,
                "Whether a text that the user already has is kept once.",
                fallback: true
            ),
        ])
    )

    private static let change = Shape.named("MemoryChange", .record(MemoryMembers.changes.map(\.received)))

    private static let forgetting = Shape.named(
        "Forgetting",
        .record([
            Property("policy", .record(policy), "What may be forgotten.", isRequired: true),
            Property("pinned_ids", .list(of: .string), "Ids of memories to keep in any case.", isNullable: true),
        ])
    )

    private static let policy = [
        Property("max_age_days", .number(.any), "Forgets what was stored longer ago.", isNullable: true),
        Property("max_inactive_days", .number(.any), "Forgets what was last used longer ago.", isNullable: true),
        Property("budget", .count, "Keeps so many, the most recent.", isNullable: true),
        Property(
            "memory_type_allowlist",
            .list(of: MemoryKind.shape),
            "Only memories of these kinds may be forgotten.",
            isNullable: true
        ),
        Property(
            "hard_age_multiplier",
            .number(.any),
            "With both limits of days: what is older than `max_age_days` times this goes even when recently used.",
            fallback: 12.0
        ),
    ]

    private static let forgotten = Shape.named(
        "ForgettingAnswer",
        .record([
            .always("scanned", .count, "How many were looked at."),
            .always("deleted", .count, "How many went, or would go."),
            .always("deleted_ids", .list(of: .string), "Their ids."),
            .always("dry_run", .flag, "Whether nothing was deleted."), Schemas.ignoredFields,
        ])
    )
}
