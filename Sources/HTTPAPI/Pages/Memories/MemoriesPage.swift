import Authorization
import Base
import Identity
import Memories

/// The page of memories: search, filters and a list.
struct MemoriesPage: WebPage {
    static let template = "memories"

    let title: String
    /// What is searched, filtered and shown.
    let search: MemorySearch
    let isSearch: Bool
    let isFiltered: Bool
    /// By its name, whether a mode, kind or filter is chosen.
    let on: [String: Bool]
    let applications: [ApplicationChoice]
    /// The chosen application, topic and session, for the names of their filters; nil for none.
    let chosenApplication: String?
    let chosenTopic: String?
    let chosenSession: String?
    let isOldestFirst: Bool
    let hasMemories: Bool
    /// Whether the workspace has none at all, as far as this page can tell.
    let isEmptyPlace: Bool
    let memories: [ShownMemory]
    /// `1,284 memories`, or `4 found`.
    let count: String
    let part: ListPart
    let notice: String?
    /// The same without filters.
    let clear: String
    let canWrite: Bool
    /// `All 1,284 memories`, to select more than the page; nil when the page shows all, and for a search.
    let all: String?
    /// Whether there is another workspace to move memories to.
    let canMove: Bool
    /// Whether there is another workspace to search.
    let hasSeveral: Bool
    /// The state of the page, to come back to after an action.
    let state: String
    let seal: String

    init(
        _ search: MemorySearch,
        _ answer: SearchAnswer,
        _ visit: PageVisit,
        subjects: [ApplicationSubject],
        seal: String
    ) {
        let names = ApplicationNames(subjects)
        title = search.isSearch ? localized("Search") : localized("Memories")
        self.search = search
        isSearch = search.isSearch
        isFiltered = search.isFiltered
        var on = [search.mode.rawValue: true]
        for kind in search.kinds { on["kind_\(kind.rawValue)"] = true }
        on["kind"] = !search.kinds.isEmpty
        on["application"] = !search.application.isEmpty
        on["topic"] = !search.topic.isEmpty || !search.entity.isEmpty
        on["session"] = !search.session.isEmpty || !search.namespace.isEmpty
        on["date"] = !search.from.isEmpty || !search.until.isEmpty
        on["archived_\(search.archived.rawValue)"] = true
        on["everywhere"] = search.isEverywhere
        on["archived"] = search.archived != .exclude
        self.on = on
        applications = ApplicationChoice.all(subjects, chosen: search.application)
        chosenApplication = applications.first(where: \.isChosen)?.name
        chosenTopic = search.topic.nonEmpty?.beginning(40)
        chosenSession = search.session.nonEmpty?.beginning(40)
        isOldestFirst = search.order == .oldestFirst
        hasMemories = !answer.memories.isEmpty
        isEmptyPlace = answer.total == 0 && !search.isSearch && !search.isFiltered
        memories = answer.memories.enumerated().map { number, found in
            var shown = ShownMemory(
                found.memory,
                score: found.score,
                visit,
                names: names,
                search: search,
                workspace: found.workspace
            )
            shown.elsewhere?.number = number
            return shown
        }
        count = search.isSearch ? localized("\(answer.total.grouped) found") : answer.total.of("memory", "memories")
        part = ListPart(
            search.page,
            size: MemorySearch.pageSize,
            shown: answer.memories.count,
            of: answer.total,
            path: search.path
        )
        notice = answer.notice.map { PageLanguage.current.sentence($0) }
        clear = search.unfiltered
        // Actions on selected memories are for the chosen workspace.
        canWrite = visit.canWrite && !search.isEverywhere
        let isWhole = answer.total <= answer.memories.count
        all = search.isSearch || isWhole ? nil : localized("All \(answer.total.of("memory", "memories"))")
        hasSeveral = (2...AccessPolicy.mostWorkspaces).contains(visit.visitor.memberships.count)
        canMove = visit.visitor.memberships.count > 1
        state = search.query
        self.seal = seal
    }
}
