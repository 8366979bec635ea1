import Base
import Memories

/// Asks before something is done with memories: with selected ones, with all that a list shows, or with one.
struct SelectionPage: WebPage {
    static let template = "selection"

    /// The action that the page asks about.
    enum Deed: String, Sendable, CaseIterable {
        case delete, pin, unpin, archive, unarchive, move
    }

    /// A workspace to which they can be moved.
    struct Target: Sendable {
        let id: String
        let name: String
    }

    let title: String
    let lead: String
    let button: String
    let isDelete: Bool
    /// The name of the action.
    let deed: String
    let memories: [ShownMemory]
    /// `and 980 more`.
    let more: String?
    /// Those that are named one by one; empty for all that the list shows.
    let ids: [String]
    /// Set for all that the list shows: their number.
    let found: Int?
    let targets: [Target]
    let hasTargets: Bool
    let action: String
    let keep: String
    let state: String
    let seal: String

    init(
        _ deed: Deed,
        _ selection: MemorySelection,
        _ visit: PageVisit,
        targets: [Target] = [],
        action: String,
        keep: String,
        state: String,
        seal: String
    ) {
        let count = selection.memories.count.of("memory", "memories")
        let what = selection.hasMore ? "the first \(count)" : count
        switch deed {
        case .delete:
            title = "Delete \(what)?"
            lead = "They are deleted now and cannot be brought back. Applications no longer find them."
            button = "Delete \(count)"
        case .pin:
            title = "Pin \(what)?"
            lead = "Policies never forget pinned memories."
            button = "Pin \(count)"
        case .unpin:
            title = "Unpin \(what)?"
            lead = "Policies may forget them again."
            button = "Unpin \(count)"
        case .archive:
            title = "Archive \(what)?"
            lead = "Searches and lists leave archived memories out. Nothing is lost."
            button = "Archive \(count)"
        case .unarchive:
            title = "Take \(what) out of the archive?"
            lead = "Searches and lists show them again."
            button = "Unarchive \(count)"
        case .move:
            title = "Move \(what)?"
            lead = "They are written to the other workspace and deleted here. Their former versions are not moved."
            button = "Move \(count)"
        }
        isDelete = deed == .delete
        self.deed = deed.rawValue
        memories = selection.memories.prefix(MemorySearch.pageSize).map { ShownMemory($0, visit) }
        let rest = selection.memories.count - memories.count
        more = rest > 0 ? "and \(rest.grouped) more" : nil
        ids = selection.isFound ? [] : selection.memories.map(\.id)
        found = selection.isFound ? selection.memories.count : nil
        self.targets = targets
        hasTargets = !targets.isEmpty
        self.action = action
        self.keep = keep
        self.state = state
        self.seal = seal
    }
}
