import Memories

extension Shape.Property {
    /// The members of a tool's result that is one page of memories.
    /// - Parameters:
    ///   - record: the members of a memory.
    ///   - order: says in which order the memories are.
    static func page(of record: [Shape.Property], order: String, total: String) -> [Shape.Property] {
        [
            Shape.Property("memories", .list(of: .record(record), count: 0...Int.max), order, isRequired: true),
            Shape.Property("total", .integer(0...Int.max), total, isRequired: true),
            Shape.Property("next_offset", .integer(0...Int.max), "The offset of the next page; absent on the last."),
        ]
    }
}
