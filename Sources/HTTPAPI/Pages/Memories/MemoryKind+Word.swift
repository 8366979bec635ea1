import Memories

extension MemoryKind {
    /// The kind in people's words.
    var word: String {
        switch self {
        case .semantic: localized("Fact")
        case .episodic: localized("Event")
        case .message: localized("Message")
        }
    }
}
