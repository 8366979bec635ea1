import Base
import Memories

/// Sessions of working memory.
enum SessionSchemas {
    static let all: [Shape] = [
        list, message, newMessage, strategy, received, answered,
    ]

    private static let list = Shape.named(
        "SessionList",
        .record([
            .always("sessions", .list(of: .string), "Their ids, most recently updated first."),
            .always("total", .count, "How many there are in all."),
        ])
    )

    private static let message = Shape.named("Message", .record(MessageMembers.all.map(\.answered)))
    private static let newMessage = Shape.named("MessageInput", .record(MessageMembers.all.map(\.received)))

    private static let strategy = Shape.named("MemoryStrategy", .record(SessionMembers.strategy.map(\.received)))

    private static let received = Shape.named(
        "WorkingMemoryInput",
        .record(
            [
                Property("messages", .list(of: newMessage), "What was said, oldest first."),
                Property(
                    "memories",
                    .list(of: MemorySchemas.received),
                    "To be kept as long-term memories, in the background."
                ),
            ] + SessionMembers.all.filter { $0.set != nil }.map(\.received) + [
                Property("long_term_memory_strategy", strategy, "What becomes of the messages.", isNullable: true)
            ]
        )
    )

    private static let answered = Shape.named(
        "WorkingMemory",
        .record(
            [
                .always("messages", .list(of: message), "What was said, oldest first."),
                .always("memories", .list(of: MemorySchemas.answered), "Memories on their way to long-term memory."),
            ] + SessionMembers.all.map(\.answered) + [
                .always("long_term_memory_strategy", strategy, "What becomes of the messages.")
            ] + SessionMembers.percentages.map(\.answered)
        )
    )
}
