import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// The pages of one memory.
extension MemoryRoutes {
    private static let relatedCount = 3
    private static let replacedCount = 5

    private func id(_ context: EdgeContext) throws -> String { try context.pathParameter("memory_id") }

    private func path(_ id: String) -> String { PageEndpoint.memory.path(Percent.encode(id)) }

    @Sendable func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let access = try visit.access(to: .read)
            let history = try await memories.history(access, id: id(context))
            let parameters = try request.query()
            let subjects = try await holdings.subjects(of: visit.visitor.user.id)
            let search = MemorySearch(parameters, subjects)
            let page = MemoryPage(
                history,
                related: try await memories.similar(access, to: history.memory, limit: Self.relatedCount),
                successor: try await found(history.memory.supersededBy.map { [$0] } ?? [], of: history.memory, access)
                    .first,
                replaced: try await found(history.memory.supersedes, of: history.memory, access),
                readers: try await memories.readers(access, id: history.memory.id),
                why: try await why(history.memory, search, access),
                visit,
                names: ApplicationNames(subjects),
                search: search,
                isWhole: try parameters.value("whole") == "yes",
                seal: seal(visit)
            )
            return try web.show(page, visit, at: .memories)
        }
    }

    /// Searches as the list did that led here.
    private func why(_ memory: Memory, _ search: MemorySearch, _ access: Access) async throws -> WhyFound? {
        guard search.isSearch else { return nil }
        let answer = try await memories.search(access, search.memoryQuery, isUse: false)
        return WhyFound(memory, in: answer, of: search)
    }

    /// The memories of the same user with these ids, as far as they exist; the first few.
    private func found(_ ids: [String], of memory: Memory, _ access: Access) async throws -> [Memory] {
        guard let own = access.narrowed(to: memory.userID) else { return [] }
        var found: [Memory] = []
        for id in ids.prefix(Self.replacedCount) {
            do {
                found.append(try await memories.memory(own, id: id, isUse: false))
            } catch let fault as Fault where fault.code == .notFound {
                continue
            }
        }
        return found
    }

    @Sendable func edit(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let history = try await memories.history(visit.access(to: .write), id: id(context))
            return try edited(
                .init(MemoryForm(history.memory), of: history, seal: seal(visit)),
                visit
            )
        }
    }

    /// Saves a change, unless somebody changed the memory since the form was shown: then shows both texts.
    @Sendable func save(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try id(context)
        let (visit, fields) = try await form(request, page: "\(path(id))/edit")
        let access = try visit.access(to: .write)
        let history = try await memories.history(access, id: id)
        let typed = try MemoryForm(fields)
        do {
            guard try fields.value("version") == String(history.edition) else {
                throw Fault(.conflict, "It was changed while you were writing.")
            }
            try typed.check()
            let revision = typed.revision(of: history.memory)
            guard !revision.isEmpty else { return web.done("Nothing was changed.", visit, then: path(id)) }
            _ = try await memories.revise(access, id: id, revision, expecting: history.edition)
            return web.done("The change is saved.", visit, then: "\(path(id))#versions")
        } catch let fault as Fault where fault.code == .conflict {
            let now = try await memories.history(access, id: id)
            return try edited(
                .init(typed, of: now, theirs: now.memory, seal: seal(visit)),
                visit,
                status: .conflict
            )
        } catch let fault as Fault where fault.code == .validationFailed {
            context.logger.noteRefusal(fault)
            return try edited(
                .init(typed, of: history, problem: .init(text: fault.detail, reference: context.id), seal: seal(visit)),
                visit,
                status: .unprocessableContent
            )
        }
    }

    /// Goes back to a former content, which is a change like any other and can be undone in the same way.
    @Sendable func restore(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try id(context)
        let (visit, form) = try await form(request, page: path(id))
        guard let edition = try form.value("version").flatMap({ Int($0) }) else {
            throw Fault(.invalidRequest, "The form is incomplete.")
        }
        _ = try await memories.restore(visit.access(to: .write), id: id, edition: edition)
        let said: Words = "Version \(edition) is back. The one it replaced is kept below."
        return web.done(said, visit, then: "\(path(id))#versions")
    }

    @Sendable func ask(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let memory = try await memories.memory(visit.access(to: .write), id: id(context), isUse: false)
            let page = SelectionPage(
                .delete,
                MemorySelection([memory]),
                visit,
                action: "\(path(memory.id))/delete",
                keep: path(memory.id),
                state: "",
                seal: seal(visit)
            )
            return try web.show(page, visit, at: .memories)
        }
    }

    @Sendable func delete(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try id(context)
        let (visit, _) = try await form(request, page: "\(path(id))/delete")
        guard try await memories.delete(visit.access(to: .write), ids: [id]) > 0 else {
            throw Fault(.notFound, "Memory with ID \(id) not found")
        }
        return web.done("The memory was deleted.", visit, then: PageEndpoint.memories.rawValue)
    }

    @Sendable func pin(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try id(context)
        let (visit, form) = try await form(request, page: path(id))
        var revision = Revision()
        revision.pinned = try form.value("pinned") == "yes"
        _ = try await memories.revise(visit.access(to: .write), id: id, revision)
        return web.done(
            revision.pinned == true ? "It is pinned: policies never forget it." : "It is no longer pinned.",
            visit,
            then: path(id)
        )
    }
    @Sendable func archive(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let id = try id(context)
        let (visit, form) = try await form(request, page: path(id))
        let isArchiving = try form.value("archived") == "yes"
        var revision = Revision()
        revision.archived = isArchiving
        _ = try await memories.revise(visit.access(to: .write), id: id, revision)
        return web.done(
            isArchiving ? "It is archived: searches leave it out." : "It is no longer archived.",
            visit,
            then: path(id)
        )
    }
}
