import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The pages of long-term memories: search, list, one memory, add, change, pin, delete.
struct MemoryRoutes: Sendable {
    let web: PageEnvironment
    let holdings: PersonalHoldings
    var memories: MemoryService { holdings.memories }

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.memories, .get, use: list)
        router.on(.memories, .post, use: act)
        router.on(.newMemory, .get) { request, context in
            try await web.page(request) { visit in
                _ = try visit.access(to: .write)
                return try edited(.init(MemoryForm(), seal: seal(visit)), visit)
            }
        }
        router.on(.memory, .get, use: show)
        router.on(.memoryEdit, .get, use: edit)
        router.on(.memoryEdit, .post, use: save)
        router.on(.memoryDelete, .get, use: ask)
        router.on(.memoryDelete, .post, use: delete)
        router.on(.memoryPin, .post, use: pin)
        router.on(.memoryArchive, .post, use: archive)
        router.on(.memoryRestore, .post, use: restore)
    }

    static let purpose = ["memories"]

    func seal(_ visit: PageVisit) -> String { web.seal(Self.purpose, for: visit.visitor) }

    func edited(_ page: MemoryEditPage, _ visit: PageVisit, status: HTTPResponse.Status = .ok) throws -> Response {
        try web.show(page, visit, at: .memories, status: status)
    }

    /// A form of these pages. They share one seal: it proves that the form comes from a page of this person.
    func form(_ request: Request, page: String) async throws -> (PageVisit, FormParameters) {
        try await web.form(request, sealedFor: Self.purpose, page: page)
    }

    @Sendable private func list(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let subjects = try await holdings.subjects(of: visit.visitor.user.id)
            let search = MemorySearch(try request.query(), subjects)
            let answer = try await answer(search, visit)
            let page = MemoriesPage(search, answer, visit, subjects: subjects, seal: seal(visit))
            return try web.show(page, visit, at: .memories)
        }
    }

    /// Searches as an agent does. Looking at one's own memories does not count as use.
    private func answer(_ search: MemorySearch, _ visit: PageVisit) async throws -> SearchAnswer {
        if search.isEverywhere {
            let places = try visit.searchedEverywhere()
            return try await memories.search(places.map(\.access), search.memoryQuery, isUse: false)
        }
        let access = try visit.access(to: .read)
        guard !search.isSearch, search.order == .oldestFirst else {
            return try await memories.search(access, search.memoryQuery, isUse: false)
        }
        let page = try await memories.list(access, search.filter, order: .oldestFirst, page: search.request)
        let next = search.request.offset + page.items.count
        return SearchAnswer(
            memories: page.items.map { ScoredMemory(listed: $0, in: access.workspace) },
            total: page.total,
            nextOffset: next < page.total && !page.items.isEmpty ? next : nil
        )
    }

    /// A new memory, or an action on the selected ones.
    @Sendable private func act(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await form(request, page: PageEndpoint.memories.rawValue)
        let action = try form.value("action") ?? ""
        if action == "add" { return try await add(MemoryForm(form), visit, context) }
        guard let deed = SelectionPage.Deed(rawValue: action) else {
            throw Fault(.invalidRequest, "The form is incomplete.")
        }
        return try await actOnSelected(deed, form, visit)
    }

    private func add(_ form: MemoryForm, _ visit: PageVisit, _ context: EdgeContext) async throws -> Response {
        let access = try visit.access(to: .write)
        do {
            try form.check()
            let id = ULID.make(at: visit.now, random: web.random)
            let memory = form.memory(id: id, of: access.author, at: visit.now)
            let outcome = try await memories.remember(access, [memory], deduplicate: true)
            let holder = outcome.known.first?.holder
            return web.done(
                holder == nil ? "It is remembered." : "That is remembered already: this is the memory.",
                visit,
                then: PageEndpoint.memory.path(Percent.encode(holder ?? id))
            )
        } catch let fault as Fault where fault.code == .validationFailed {
            context.logger.noteRefusal(fault)
            return try edited(
                .init(form, problem: .init(text: fault.detail, reference: context.id), seal: seal(visit)),
                visit,
                status: .unprocessableContent
            )
        }
    }
}
