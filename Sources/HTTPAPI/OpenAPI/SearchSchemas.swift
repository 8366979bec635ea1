import Base
import Memories

/// Searches, their filters and prompts.
enum SearchSchemas {
    static let all: [Shape] = [
        tagFilter, dateFilter, search, found, prompt, prompted,
    ]

    private static let tagFilter = Shape.named("TagFilter", TagOperator.shape)
    private static let dateFilter = Shape.named("DateFilter", DateOperator.shape)

    private static let filters = FilterMember.all.map { member in
        let shape =
            switch member.place {
            case .tags: tagFilter
            case .dates: dateFilter
            }
        let rule = " At least one operator; all given operators must match."
        return Property(member.name, shape, member.description + rule, isNullable: true)
    }

    private static let search = Shape.named(
        "Search",
        .record(
            QueryMembers.all.map(\.received) + filters + [
                Property(
                    "text_scorer",
                    .string,
                    "Any name that starts with `BM25`, such as `BM25STD`; all variants rank alike.",
                    isNullable: true
                ),
                Property(
                    "recency_boost",
                    .flag,
                    "Whether recent memories rank higher.",
                    isNullable: true,
                    fallback: true
                ),
            ] + QueryMembers.recency.map(\.received) + [
                Property(
                    "server_side_recency",
                    .flag,
                    "Accepted but ignored; the server always ranks.",
                    isNullable: true
                )
            ]
        )
    )

    private static let found = Shape.named(
        "SearchAnswer",
        .record([
            .always("memories", .list(of: MemorySchemas.found), "The memories found, best first."),
            .always("total", .count, "How many memories match."),
            .always("next_offset", .count, "The `offset` of the next page.", isNullable: true),
            Schemas.notice, Schemas.ignoredFields,
        ])
    )

    private static let prompt = Shape.named(
        "Prompt",
        .record([
            Property("query", .string, "The user's question or request.", isRequired: true),
            Property("session", .record(session), "The session to include.", isNullable: true),
            Property(
                "long_term_search",
                .anyOf([search, .flag]),
                "A search for long-term memories related to the query, or whether to search at all.",
                isNullable: true
            ),
        ])
    )

    private static let session =
        [
            Property("session_id", .string, "The session's id.", isRequired: true),
            SessionMembers.namespace.received, SessionMembers.userID.received,
        ] + Operation.Parameter.window.map { Property($0.name, $0.shape, $0.description, isNullable: true) }

    private static let prompted = Shape.named(
        "PromptAnswer",
        .record([
            .always("messages", .list(of: .record(message)), "The messages in order, ready for a model."),
            .always(
                "long_term_memories",
                .list(of: MemorySchemas.found),
                "The long-term memories that were included.",
                isNullable: true
            ),
            Schemas.notice, Schemas.ignoredFields,
        ])
    )

    private static let message: [Property] = [
        .always("role", .choice(["system", "user", "assistant"]), "The author of the message."),
        .always(
            "content",
            .record([
                .always("type", .choice(["text"]), "The kind of content."),
                .always("text", .string, "The text of the message."),
                .always("annotations", .null, "As in MCP; not used."),
                .always("_meta", .null, "As in MCP; not used."),
            ]),
            "The content of the message."
        ),
    ]
}
