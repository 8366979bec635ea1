import Authorization
import Base
import Hummingbird
import Identity
import Memories

/// Actions on the memories that a person selected in the list.
extension MemoryRoutes {
    /// What is done at once cannot be undone by a click on the wrong button: deleting, moving, and everything that is
    /// done to a whole list asks first, on a page of its own.
    func actOnSelected(_ deed: SelectionPage.Deed, _ form: FormParameters, _ visit: PageVisit) async throws -> Response
    {
        let search = try await search(form, visit)
        let selection = try await selection(form, in: search, visit)
        let back = search.path(page: 1)
        guard !selection.memories.isEmpty else {
            return web.done("Nothing was selected, or it is gone.", visit, then: back)
        }
        let targets = deed == .move ? targets(visit) : []
        guard try isConfirmed(form, selection) || (deed != .delete && deed != .move && !selection.isFound) else {
            let page = SelectionPage(
                deed,
                selection,
                visit,
                targets: targets.map {
                    .init(id: $0.membership.workspace.id.rawValue, name: $0.membership.workspace.title)
                },
                action: PageEndpoint.memories.rawValue,
                keep: back,
                state: try form.value("state") ?? "",
                seal: seal(visit)
            )
            return try web.show(page, visit, at: .memories)
        }
        let chosen = try form.value("target") ?? ""
        let target = targets.first { $0.membership.workspace.id.rawValue.isExactly(chosen) }
        let said: Words =
            switch deed {
            case .delete: try await delete(selection, visit)
            case .pin, .unpin: try await pin(selection, visit, pinned: deed == .pin)
            case .archive, .unarchive: try await archive(selection, visit, archived: deed == .archive)
            case .move: try await move(selection, visit, to: target)
            }
        return web.done(said, visit, then: back)
    }

    /// A list that grew or shrank since the question was asked is asked about again.
    private func isConfirmed(_ form: FormParameters, _ selection: MemorySelection) throws -> Bool {
        guard try form.value("confirmed") == "yes" else { return false }
        return try !selection.isFound || form.value("count") == String(selection.memories.count)
    }

    private func delete(_ selection: MemorySelection, _ visit: PageVisit) async throws -> Words {
        let count = try await memories.delete(visit.access(to: .write), ids: selection.memories.map(\.id))
        return "\(count.of("memory was", "memories were")) deleted."
    }

    private func pin(_ selection: MemorySelection, _ visit: PageVisit, pinned: Bool) async throws -> Words {
        let access = try visit.access(to: .write)
        var revision = Revision()
        revision.pinned = pinned
        for memory in selection.memories where memory.pinned != pinned {
            _ = try await memories.revise(access, id: memory.id, revision)
        }
        let what = selection.memories.count.of("memory is", "memories are")
        return pinned ? "\(what) pinned: policies never forget them." : "\(what) no longer pinned."
    }

    private func archive(_ selection: MemorySelection, _ visit: PageVisit, archived: Bool) async throws -> Words {
        let access = try visit.access(to: .write)
        let batch = memories.limits.batchSize
        let ids = selection.memories.map(\.id)
        var count = 0
        for start in stride(from: 0, to: ids.count, by: batch) {
            let part = Array(ids[start..<min(start + batch, ids.count)])
            count +=
                try await archived ? memories.archive(access, ids: part) : memories.unarchive(access, ids: part)
        }
        let what = count.of("memory is", "memories are")
        return archived ? "\(what) archived: searches leave them out." : "\(what) no longer archived."
    }

    /// The other workspaces to which the person may write.
    private func targets(_ visit: PageVisit) -> [PageVisit] {
        visit.visitor.memberships.filter { $0 != visit.membership }.map { visit.entering([$0.workspace.id]) }
            .filter(\.canWrite)
    }

    /// Writes first and deletes then, so that a crash leaves a memory twice and never loses one. An id that the target
    /// has already is not replaced there: the memory gets another one.
    private func move(_ selection: MemorySelection, _ visit: PageVisit, to target: PageVisit?) async throws -> Words {
        guard let target else { throw Fault(.notFound, "Workspace not found") }
        let (source, place) = (try visit.access(to: .write), try target.access(to: .write))
        var moved = 0
        let batch = min(100, memories.limits.batchSize)
        for start in stride(from: 0, to: selection.memories.count, by: batch) {
            let part = Array(selection.memories[start..<min(start + batch, selection.memories.count)])
            var copies: [Memory] = []
            for memory in part {
                var copy = memory
                if try await exists(memory.id, place) { copy.id = ULID.make(at: visit.now, random: web.random) }
                copy.userID = place.author
                (copy.supersedes, copy.supersededBy) = ([], nil)
                copies.append(copy)
            }
            _ = try await memories.remember(place, copies, deduplicate: true)
            moved += try await memories.delete(source, ids: part.map(\.id))
        }
        return "\(moved.of("memory was", "memories were")) moved to \(target.membership.workspace.title)."
    }

    private func exists(_ id: String, _ access: Access) async throws -> Bool {
        do {
            _ = try await memories.memory(access, id: id, isUse: false)
            return true
        } catch let fault as Fault where fault.code == .notFound {
            return false
        }
    }
}
