import Base
import Memories

/// The schemas of long-term memories in requests, responses, updates and forgetting.
enum MemorySchemas {
    static let all: [Shape] = [
        received, answered, found, newMemories, change, forgetting, forgotten,
    ]

    /// A memory in a request. Null means absent, and all members but the id and the text have defaults.
    static let received = Shape.named("MemoryInput", .record(MemoryMembers.all.map(\.received)))
    static let answered = Shape.named("Memory", .record(MemoryMembers.all.map(\.answered)))
    static let found = Shape.named(
        "FoundMemory",
        .record(MemoryMembers.all.map(\.answered) + MemoryMembers.scores.map(\.answered))
    )

    private static let newMemories = Shape.named(
        "NewMemories",
        .record([
            Property("memories", .list(of: received), "The memories to store.", isRequired: true),
            Property(
                "deduplicate",
                .flag,
                "Whether a text that the user already has is not stored again.",
                fallback: true
            ),
        ])
    )

    private static let change = Shape.named("MemoryChange", .record(MemoryMembers.changes.map(\.received)))

    private static let forgetting = Shape.named(
        "Forgetting",
        .record([
            Property("policy", .record(policy), "Which memories may be deleted.", isRequired: true),
            Property("pinned_ids", .list(of: .string), "Ids of memories that are never deleted.", isNullable: true),
        ])
    )

    private static let policy = [
        Property("max_age_days", .number(.any), "Deletes memories stored more days ago.", isNullable: true),
        Property("max_inactive_days", .number(.any), "Deletes memories last used more days ago.", isNullable: true),
        Property("budget", .count, "Keeps this many of the most recent memories.", isNullable: true),
        Property(
            "memory_type_allowlist",
            .list(of: MemoryKind.shape),
            "Only memories of these kinds may be deleted.",
            isNullable: true
        ),
        Property(
            "hard_age_multiplier",
            .number(.any),
            "With both day limits: memories older than `max_age_days` times this are deleted even when recently used.",
            fallback: 12.0
        ),
    ]

    private static let forgotten = Shape.named(
        "ForgettingAnswer",
        .record([
            .always("scanned", .count, "How many memories were checked."),
            .always("deleted", .count, "How many were deleted, or would be."),
            .always("deleted_ids", .list(of: .string), "The ids of the deleted memories."),
            .always("dry_run", .flag, "True when nothing was actually deleted."), Schemas.ignoredFields,
        ])
    )
}
