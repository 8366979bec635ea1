import Base
import Identity
import Memories

/// A person's memories of one place, oldest first, page by page.
struct MemoryStream: Sendable {
    let memories: MemoryService
    let access: Access

    /// Begins each page at the time where the one before ended, so that a page costs the same wherever it is, and a
    /// memory that is deleted meanwhile hides no other.
    func forEachPage(_ body: ([Memory]) async throws -> Void) async throws {
        let limit = memories.limits.pageSize
        var from: Timestamp?
        // Memories of the first time that were shown already.
        var shown = 0
        while true {
            var filter = MemoryFilter()
            filter.includesSuperseded = true
            filter.archived = .include
            filter.createdAt = from.map { DateFilter([.atOrAfter($0)]) }
            let page = try await memories.list(
                access,
                filter,
                order: .oldestFirst,
                page: PageRequest(limit: limit, offset: shown)
            ).items
            if !page.isEmpty { try await body(page) }
            guard page.count == limit, let last = page.last?.createdAt else { return }
            let same = page.count { $0.createdAt == last }
            shown = last == from ? shown + same : same
            from = last
        }
    }
}
