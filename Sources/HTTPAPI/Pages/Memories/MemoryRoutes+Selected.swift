import Base
import Hummingbird
import Identity
import Memories

/// Actions on the memories that a person selected in the list.
extension MemoryRoutes {
    /// The list the form came from, in the same state.
    private func list(_ form: FormParameters) throws -> String {
        let state = try form.value("state") ?? ""
        return MemorySearch((try? FormParameters(parsing: String(state.drop { $0 == "?" }))) ?? FormParameters([]))
            .path(page: 1)
    }

    /// The selected memories that exist, at most a page of them.
    private func selected(_ form: FormParameters, _ visit: PageVisit) async throws -> [Memory] {
        let access = try visit.access(to: .write)
        var found: [Memory] = []
        for id in form.values("memory").prefix(MemorySearch.pageSize) {
            do {
                found.append(try await memories.memory(access, id: id, isUse: false))
            } catch let fault as Fault where fault.code == .notFound {
                continue
            }
        }
        return found
    }

    /// Asks first, on a page of its own.
    func deleteSelected(_ form: FormParameters, _ visit: PageVisit) async throws -> Response {
        let found = try await selected(form, visit)
        let back = try list(form)
        guard !found.isEmpty else { return web.done("Nothing was selected, or it is gone.", visit, then: back) }
        guard try form.value("confirmed") == "yes" else {
            let page = MemoryDeletePage(
                found,
                visit,
                action: PageEndpoint.memories.rawValue,
                keep: back,
                state: try form.value("state") ?? "",
                seal: seal(visit)
            )
            return try web.show(page, visit, at: .memories)
        }
        let count = try await memories.delete(visit.access(to: .write), ids: found.map(\.id))
        return web.done("\(count.of("memory was", "memories were")) deleted.", visit, then: back)
    }

    func pinSelected(_ form: FormParameters, _ visit: PageVisit, pinned: Bool) async throws -> Response {
        let found = try await selected(form, visit)
        let access = try visit.access(to: .write)
        var revision = Revision()
        revision.pinned = pinned
        for memory in found where memory.pinned != pinned {
            _ = try await memories.revise(access, id: memory.id, revision)
        }
        let what = found.count.of("memory is", "memories are")
        return web.done(
            pinned ? "\(what) pinned: policies never forget them." : "\(what) no longer pinned.",
            visit,
            then: try list(form)
        )
    }
}
