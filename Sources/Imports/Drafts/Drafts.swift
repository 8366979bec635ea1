import Base

/// The findings of a reader: memories in the order of the source, records that cannot be imported, and what has no place
/// here.
struct Drafts {
    enum Entry {
        case draft(Draft)
        /// The reason, as a sentence without text of the source.
        case refused(String)
    }

    private(set) var entries: [Entry] = []
    /// The parts of the source that nothing here can hold, in a few words each.
    var lost: Set<String> = []

    mutating func add(_ draft: Draft) {
        entries.append(draft.text.trimmed.isEmpty ? .refused("It has no text.") : .draft(draft))
    }

    mutating func refuse(_ reason: String) {
        entries.append(.refused(reason))
    }

    /// The users that the memories name, each once, in order.
    var users: [String] {
        var seen: Set<Identifier> = []
        return entries.compactMap { entry -> String? in
            guard case .draft(let draft) = entry, let user = draft.user, !user.isEmpty,
                seen.insert(Identifier(user)).inserted
            else { return nil }
            return user
        }
    }
}
