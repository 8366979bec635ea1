import Base

/// A topic or an entity, with the list of memories that have it.
struct MemoryLabel: Sendable {
    let text: String
    let path: String

    init(_ text: String, as name: String) {
        self.text = text
        path = "\(PageEndpoint.memories.rawValue)?\(Percent.encode([(name, text)]))"
    }
}
