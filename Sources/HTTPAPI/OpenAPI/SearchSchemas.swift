import Base
import Identity
import Memories

/// Searches, their filters and prompts.
enum SearchSchemas {
    static func all(_ limits: MemoryLimits) -> [Shape] {
        tagFilters.map { tagFilter($0, limits) } + [
            dateFilter, search(limits), found, prompt(limits), prompted,
        ]
    }

    /// One member of each kind of filter on labels.
    private static let tagFilters: [FilterMember] = [.userID, .topics, .kind]

    private static func tagFilter(_ member: FilterMember, _ limits: MemoryLimits) -> Shape {
        let name = member.allowed != nil ? "KindFilter" : member.hasSeveral ? "LabelFilter" : "TagFilter"
        return .named(name, TagOperator.shape(of: member, limits))
    }

    private static let dateFilter = Shape.named("DateFilter", DateOperator.shape)

    private static func filters(_ limits: MemoryLimits) -> [Property] {
        FilterMember.all.map { member in
            let shape =
                switch member.place {
                case .tags: tagFilter(member, limits)
                case .dates: dateFilter
                }
            let rule = " At least one operator; all given operators must match."
            return Property(member.name, shape, member.description + rule)
        }
    }

    private static func search(_ limits: MemoryLimits) -> Shape {
        .named(
            "Search",
            .request(
                QueryMembers.all.map { $0.property(under: limits) } + filters(limits) + [
                    Property(
                        QueryMembers.workspaces,
                        .list(of: .string, count: 1...AccessPolicy.mostWorkspaces),
                        "Ids or names of workspaces to search together, or only `all`. Each memory found then names its workspace."
                    ),
                    Property(
                        "text_scorer",
                        .choice(SearchWire.textScorers),
                        "The variants of BM25 that Redis has; all rank alike.",
                        fallback: "BM25STD"
                    ),
                    Property(
                        "recency_boost",
                        .flag,
                        "Whether recent memories rank higher. They do by default where optimize_query is given."
                    ),
                ] + QueryMembers.recency.map { $0.property(under: limits) } + [
                    Property("server_side_recency", .flag, "Accepted but ignored; the server always ranks.")
                ]
            )
        )
    }

    private static let found = Shape.named(
        "SearchAnswer",
        .record([
            .always("memories", .list(of: MemorySchemas.found), "The memories found, best first."),
            .always("total", .count, "How many memories match."),
            .always("next_offset", .count, "The `offset` of the next page.", isNullable: true),
            Schemas.notice, Schemas.ignoredFields,
        ])
    )

    private static func prompt(_ limits: MemoryLimits) -> Shape {
        .named(
            "Prompt",
            .request([
                QueryMembers.question.property(under: limits),
                Property("session", .request(session(limits)), "The session to include."),
                Property(
                    "long_term_search",
                    .anyOf([search(limits), .flag]),
                    "A search for long-term memories related to the query, or whether to search at all."
                ),
            ])
        )
    }

    private static func session(_ limits: MemoryLimits) -> [Property] {
        let id = MemoryMembers.sessionID.presented("The session's id.", isRequired: true)
        return [id.property(under: limits)]
            + [SessionMembers.namespace, SessionMembers.userID].map { $0.property(under: limits) }
            + WindowMembers.all.map { $0.property(under: limits) }
    }

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
