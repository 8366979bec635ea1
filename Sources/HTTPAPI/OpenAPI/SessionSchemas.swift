import Base
import Memories

/// The schemas of working memory sessions.
enum SessionSchemas {
    static func all(_ limits: MemoryLimits) -> [Shape] {
        [
            list, message, newMessage(limits), newStrategy(limits), strategy, received(limits), answered,
        ]
    }

    private static let list = Shape.named(
        "SessionList",
        .record([
            .always("sessions", .list(of: .string), "The ids of the sessions, most recently updated first."),
            .always("total", .count, "How many sessions there are in all."),
        ])
    )

    private static let message = Shape.named("Message", .record(MessageMembers.all.map(\.answered)))
    private static func newMessage(_ limits: MemoryLimits) -> Shape {
        .named("MessageInput", .request(MessageMembers.all.map { $0.property(under: limits) }))
    }

    private static let strategy = Shape.named("MemoryStrategy", .record(SessionMembers.strategy.map(\.answered)))
    private static func newStrategy(_ limits: MemoryLimits) -> Shape {
        .named("MemoryStrategyInput", .request(SessionMembers.strategy.map { $0.property(under: limits) }))
    }

    private static func received(_ limits: MemoryLimits) -> Shape {
        .named(
            "WorkingMemoryInput",
            .request(
                [
                    Property(
                        "messages",
                        .list(of: newMessage(limits), count: 0...limits.messagesPerSession),
                        "The messages, oldest first."
                    ),
                    Property(
                        "memories",
                        .list(of: MemorySchemas.received(limits), count: 0...limits.batchSize),
                        "Memories to store as long-term memories, in the background."
                    ),
                ] + SessionMembers.all.filter { $0.set != nil }.map { $0.property(under: limits) } + [
                    Property(
                        "long_term_memory_strategy",
                        newStrategy(limits),
                        "How memories are created from the messages."
                    )
                ]
            )
        )
    }

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
            ] + (SessionMembers.percentages + [SessionMembers.extraction]).map(\.answered)
        )
    )
}
