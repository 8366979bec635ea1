import Memories

/// The argument of tools that act on memories named by their ids.
enum MemoryIDsShape {
    private static let name = "memory_ids"

    static func property(_ limits: MemoryLimits) -> Shape.Property {
        Shape.Property(
            name,
            .list(of: .string, count: 0...limits.batchSize),
            "The ids from search_memory or list_memories.",
            isRequired: true
        )
    }

    static func ids(_ arguments: Arguments) -> [String] { arguments.strings(name) ?? [] }
}
