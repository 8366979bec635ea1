import Base
import Identity
import Memories

/// The schemas of long-term memories in requests, responses, updates and forgetting.
enum MemorySchemas {
    static func all(_ limits: MemoryLimits) -> [Shape] {
        [
            received(limits), answered, found, newMemories(limits), stored, change(limits), forgetting, forgotten,
            archiving(limits), importing(limits), imported,
        ]
    }

    /// A memory in a request. Null means absent, and all members but the id and the text have defaults.
    static func received(_ limits: MemoryLimits) -> Shape {
        .named("MemoryInput", .request(MemoryMembers.all.map { $0.property(under: limits) }))
    }
    static let answered = Shape.named("Memory", .record(MemoryMembers.all.map(\.answered)))
    static let found = Shape.named(
        "FoundMemory",
        .record(MemoryMembers.all.map(\.answered) + MemoryMembers.scores.map(\.answered) + MemoryMembers.labels)
    )

    private static func newMemories(_ limits: MemoryLimits) -> Shape {
        .named(
            "NewMemories",
            .request([
                Property(
                    "memories",
                    .list(of: received(limits), count: 0...limits.batchSize),
                    "The memories to store.",
                    isRequired: true
                ),
                Property(
                    "deduplicate",
                    .flag,
                    "Whether a text that the user already has is not stored again.",
                    fallback: true
                ),
                Property(
                    "report_related",
                    .flag,
                    "Whether `results` names older memories that the new ones may repeat or contradict.",
                    fallback: false
                ),
            ])
        )
    }

    private static let stored = Shape.named(
        "StoredAnswer",
        .record([
            .always("status", .string, "Starts with `ok`."),
            Property("results", .list(of: .record(WriteReport.properties)), "With `report_related`: one a memory."),
            Schemas.notice, Schemas.ignoredFields,
        ])
    )

    private static func change(_ limits: MemoryLimits) -> Shape {
        .named("MemoryChange", .request(MemoryMembers.changes.map { $0.property(under: limits) }))
    }

    private static func archiving(_ limits: MemoryLimits) -> Shape {
        .named(
            "Archiving",
            .request([
                Property(
                    "memory_ids",
                    .list(of: .string, count: 0...limits.batchSize),
                    "The ids of the memories.",
                    isRequired: true
                ),
                Property(
                    "archived",
                    .flag,
                    "`true` archives them, `false` takes them out of the archive.",
                    fallback: true
                ),
            ])
        )
    }

    private static func importing(_ limits: MemoryLimits) -> Shape {
        .named(
            "Importing",
            .request([
                Property(
                    "memories",
                    .list(of: .object, count: 0...limits.batchSize),
                    "Memories as an export writes them, with their ids. Members that only the server sets are ignored.",
                    isRequired: true
                ),
                Property(
                    "replace",
                    .flag,
                    "Whether memories that differ replace those with the same id. The former content becomes a version.",
                    fallback: false
                ),
                Property(
                    "source",
                    .choice(ImportKind.allCases.map(\.rawValue)),
                    "What they come from, for their provenance. From other sources than an export, a text that its user has already is left out.",
                    fallback: "export"
                ),
                Property(
                    "keep_users",
                    .flag,
                    "Whether a memory of another user than you may write for is refused. Otherwise it becomes yours.",
                    fallback: false
                ),
            ])
        )
    }

    private static let imported = Shape.named(
        "ImportAnswer",
        .record(
            ImportReport.properties.map { .always($0.name, $0.shape, $0.description) }
                + [.always("dry_run", .flag, "True when nothing was written."), Schemas.ignoredFields]
        )
    )

    private static let forgetting = Shape.named(
        "Forgetting",
        .request([
            Property("policy", .request(policy), "Which memories may be deleted.", isRequired: true),
            Property("pinned_ids", .list(of: .string), "Ids of memories that are never deleted."),
        ])
    )

    private static let policy = [
        Property("max_age_days", .number(.notNegative), "Deletes memories stored more days ago."),
        Property("max_inactive_days", .number(.notNegative), "Deletes memories last used more days ago."),
        Property("budget", .count, "Keeps this many of the most recent memories."),
        Property(
            "memory_type_allowlist",
            .list(of: MemoryKind.shape),
            "Only memories of these kinds may be deleted."
        ),
        Property(
            "hard_age_multiplier",
            .number(.notNegative),
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
