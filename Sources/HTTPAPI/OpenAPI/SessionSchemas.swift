import Base
import Memories

/// The schemas of working memory sessions.
enum SessionSchemas {
    static let all: [Shape] = [
        list, message, newMessage, strategy, received, answered,
    ]

    private static let list = Shape.named(
        "SessionList",
        .record([
            .always("sessions", .list(of: .string), "The ids of the sessions, most recently updated first."),
            .always("total", .count, "How many sessions there are in all."),
        ])
    )

    private static let message = Shape.named("Message", .record(MessageMembers.all.map(\.answered)))
    private static let newMessage = Shape.named("MessageInput", .record(MessageMembers.all.map(\.received)))

    private static let strategy = Shape.named("MemoryStrategy", .record(SessionMembers.strategy.map(\.received)))

    private static let received = Shape.named(
        "WorkingMemoryInput",
        .record(
            [
                Property("messages", .list(of: newMessage), "The messages, oldest first."),
                Property(
                    "memories",
                    .list(of: MemorySchemas.received),
                    "Memories to store as long-term memories, in the background."
                ),
            ] + SessionMembers.all.filter { $0.set != nil }.map(\.received) + [
                Property(
                    "long_term_memory_strategy",
                    strategy,
                    "How memories are created from the messages.",
                    isNullable: true
                )
            ]
        )
    )

    private static let answered = Shape.named(
        "WorkingMemory",
        .record(
            [
                .always("messages", .list(of: message), "The messages, oldest first."),
                .always(
                    "memories",
                    .list(of: MemorySchemas.answered),
                    "Memories that are not stored as long-term memories yet."
                ),
            ] + SessionMembers.all.map(\.answered) + [
                .always("long_term_memory_strategy", strategy, "How memories are created from the messages.")
            ] + SessionMembers.percentages.map(\.answered)
        )
    )
}
