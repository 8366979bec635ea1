import Base

/// A topic or an entity, with the list of memories that have it.
struct MemoryLabel: Sendable {
    /// The beginning of the label.
    let text: String
    /// Nil for one that is too long for an address.
    let link: String?

    private static let most = 10
    private static let linkLength = 120

    init(_ text: String, as name: String) {
        self.text = text.beginning(60)
        link =
            text.utf8.count > Self.linkLength
            ? nil : "\(PageEndpoint.memories.rawValue)?\(Percent.encode([(name, text)]))"
    }

    /// - Parameter isWhole: whether the person asked for all of everything.
    static func all(_ labels: [String], as name: String, isWhole: Bool) -> [MemoryLabel] {
        labels.prefix(isWhole ? labels.count : most).map { MemoryLabel($0, as: name) }
    }
}
