import Memories

extension MemoryKind {
    /// The kind in people's words.
    var word: String {
        switch self {
        case .semantic: "Fact"
        case .episodic: "Event"
        case .message: "Message"
        }
    }
}
