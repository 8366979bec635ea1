import Authorization
import Base
import Identity
import Memories

/// A memory in a list.
struct ShownMemory: Sendable {
    let id: String
    let path: String
    /// The beginning of the text.
    let text: String
    /// The first words, by which the box to select it is called.
    let label: String
    let kind: String
    let topics: [String]
    let isPinned: Bool
    let isArchived: Bool
    /// Another person of the workspace, to whom it belongs.
    let otherPerson: String?
    /// The application that wrote it; nil when unknown.
    let by: ShownWriter?
    let created: ShownTime
    /// How well it matches, in per cent; nil without a search.
    let match: Int?
    /// The workspace it is in, when that is not the chosen one.
    var elsewhere: Elsewhere?

    struct Elsewhere: Sendable {
        let id: String
        let title: String
        /// The number, on this page, of the form that leads there.
        var number = 0
    }

    /// - Parameters:
    ///   - names: of applications; nil leaves the writer out.
    ///   - search: the search that found it, for the way back.
    ///   - workspace: where it was found; nil for the chosen workspace.
    init(
        _ memory: Memory,
        score: Double? = nil,
        _ visit: PageVisit,
        names: ApplicationNames? = nil,
        search: MemorySearch? = nil,
        workspace: ID<Workspace>? = nil
    ) {
        id = memory.id
        path = PageEndpoint.memory.path(Percent.encode(memory.id)) + (search?.queryOfLinks ?? "")
        text = memory.text.beginning(280)
        label = memory.text.beginning(40)
        kind = memory.kind.word
        topics = memory.topics.prefix(4).map { $0.beginning(30) }
        isPinned = memory.pinned
        isArchived = memory.archived
        let owner = memory.userID?.nonEmpty
        otherPerson = owner.flatMap { $0.isExactly(visit.visitor.user.name) ? nil : $0 }
        let provenance = memory.provenance?.created?.provenance
        by = names.flatMap { names in
            provenance.map { ShownWriter($0, names, viewer: visit.visitor.user.id) }
        }
        created = ShownTime(memory.createdAt, now: visit.now)
        match = score.map { Int(($0 * 100).rounded()) }
        let place = visit.visitor.memberships.first { $0.workspace.id == workspace }?.workspace
        elsewhere = place.flatMap {
            $0.id == visit.membership.workspace.id ? nil : Elsewhere(id: $0.id.rawValue, title: $0.title)
        }
    }
}
