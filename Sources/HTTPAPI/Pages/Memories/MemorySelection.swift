import Authorization
import Base
import Identity
import Memories

/// The memories that a form of the list selects: the marked ones, or all that the list shows with its filters.
struct MemorySelection: Sendable {
    /// The most at a time.
    static let most = 1_000

    let memories: [Memory]
    let isFound: Bool
    /// Whether the list shows more than these.
    let hasMore: Bool

    init(_ memories: [Memory], isFound: Bool = false, hasMore: Bool = false) {
        self.memories = memories
        self.isFound = isFound
        self.hasMore = hasMore
    }
}

extension MemoryRoutes {
    /// The list the form came from, in the same state.
    func search(_ form: FormParameters, _ visit: PageVisit) async throws -> MemorySearch {
        let state = try form.value("state") ?? ""
        return MemorySearch(
            (try? FormParameters(parsing: String(state.drop { $0 == "?" }))) ?? FormParameters([]),
            try await holdings.subjects(of: visit.visitor.user.id)
        )
    }

    /// Only memories that the person may change.
    /// - Parameter search: the list that the form came from.
    func selection(_ form: FormParameters, in search: MemorySearch, _ visit: PageVisit) async throws -> MemorySelection
    {
        let access = try visit.access(to: .write)
        guard try form.value("which") == "found" else {
            return MemorySelection(try await marked(form, access))
        }
        // A search ranks every memory; so all that it finds would be everything.
        guard !search.isSearch else { throw Fault(.invalidRequest, "Only a list can be selected as a whole.") }
        var found: [Memory] = []
        var total = 0
        repeat {
            let limit = min(memories.limits.pageSize, MemorySelection.most - found.count)
            let page = try await memories.list(
                access,
                search.filter,
                order: search.order,
                page: PageRequest(limit: limit, offset: found.count)
            )
            total = page.total
            found += page.items
            if page.items.isEmpty { break }
        } while found.count < min(total, MemorySelection.most)
        return MemorySelection(found, isFound: true, hasMore: found.count < total)
    }

    /// The marked memories that exist, at most a page of them.
    private func marked(_ form: FormParameters, _ access: Access) async throws -> [Memory] {
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
}
