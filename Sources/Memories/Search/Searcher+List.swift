import Base
import Identity

extension Searcher {
    /// How deep a list of several workspaces reaches: each of them is read from its beginning.
    private static let depth = 1_000

    /// The memories without ranking, newest first.
    func list(_ reach: [Access], _ query: MemoryQuery) async throws -> SearchAnswer {
        guard reach.count == 1 else { return try await merged(reach, query) }
        let page = try await store.list(reach[0], query.filter, order: .newestFirst, page: query.page)
        return answer(page.items.map { ScoredMemory(listed: $0, in: reach[0].workspace) }, of: page.total, query.page)
    }

    private func merged(_ reach: [Access], _ query: MemoryQuery) async throws -> SearchAnswer {
        let end = query.page.offset + query.page.limit
        guard end <= Self.depth else {
            throw Fault(
                .invalidRequest,
                "A list of several workspaces ends after \(Self.depth) memories. List one workspace, or narrow it by filters."
            )
        }
        var items: [ScoredMemory] = []
        var total = 0
        for access in reach {
            let page = try await store.list(access, query.filter, order: .newestFirst, page: PageRequest(limit: end))
            items += page.items.map { ScoredMemory(listed: $0, in: access.workspace) }
            total += page.total
        }
        let ordered = items.sorted { Fusion.precedesAsEqual($0.memory, $1.memory) }
        return answer(Array(ordered.dropFirst(query.page.offset).prefix(query.page.limit)), of: total, query.page)
    }

    private func answer(_ items: [ScoredMemory], of total: Int, _ page: PageRequest) -> SearchAnswer {
        let next = page.offset + items.count
        return SearchAnswer(
            memories: items,
            total: total,
            nextOffset: !items.isEmpty && next < total ? next : nil
        )
    }
}
