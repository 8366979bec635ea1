import Base
import Memories

/// Asks before memories are deleted.
struct MemoryDeletePage: WebPage {
    static let template = "memorydelete"

    let title: String
    /// `2 memories`.
    let count: String
    let memories: [ShownMemory]
    let action: String
    let keep: String
    let state: String
    let seal: String

    init(_ memories: [Memory], _ visit: PageVisit, action: String, keep: String, state: String, seal: String) {
        count = memories.count.of("memory", "memories")
        title = "Delete \(count)?"
        self.memories = memories.map { ShownMemory($0, visit) }
        self.action = action
        self.keep = keep
        self.state = state
        self.seal = seal
    }
}
