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
        let what = selection.hasMore ? localized("the first \(count)") : count
        switch deed {
        case .delete:
            title = localized("Delete \(what)?")
            lead = localized("They are deleted now and cannot be brought back. Applications no longer find them.")
            button = localized("Delete \(count)")
        case .pin:
            title = localized("Pin \(what)?")
            lead = localized("Policies never forget pinned memories.")
            button = localized("Pin \(count)")
        case .unpin:
            title = localized("Unpin \(what)?")
            lead = localized("Policies may forget them again.")
            button = localized("Unpin \(count)")
        case .archive:
            title = localized("Archive \(what)?")
            lead = localized("Searches and lists leave archived memories out. Nothing is lost.")
            button = localized("Archive \(count)")
        case .unarchive:
            title = localized("Take \(what) out of the archive?")
            lead = localized("Searches and lists show them again.")
            button = localized("Unarchive \(count)")
        case .move:
            title = localized("Move \(what)?")
            lead = localized(
                "They are written to the other workspace and deleted here. Their former versions are not moved."
            )
            button = localized("Move \(count)")
        }
        isDelete = deed == .delete
        self.deed = deed.rawValue
        memories = selection.memories.prefix(MemorySearch.pageSize).map { ShownMemory($0, visit) }
        let rest = selection.memories.count - memories.count
        more = rest > 0 ? localized("and \(rest.grouped) more") : nil
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
