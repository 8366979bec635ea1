import Base
import Identity
import Memories

/// All memories that a filter admits, however many there are.
enum AllMemories {
    /// The memories, at most `most` of them.
    /// - Parameter start: how many to skip.
    static func list(
        _ access: Access,
        _ service: MemoryService,
        _ filter: MemoryFilter,
        order: MemoryOrder = .newestFirst,
        from start: Int = 0,
        atMost most: Int
    ) async throws -> [Memory] {
        var all: [Memory] = []
        while all.count < most {
            let page = PageRequest(limit: min(service.limits.pageSize, most - all.count), offset: start + all.count)
            let found = try await service.list(access, filter, order: order, page: page).items
            all += found
            if found.count < page.limit { break }
        }
        return all
    }

    /// Deletes them; returns how many there were.
    static func delete(
        by access: Access,
        _ service: MemoryService,
        _ filter: MemoryFilter = .everything
    ) async throws -> Int {
        var deleted = 0
        while true {
            let page = PageRequest(limit: service.limits.pageSize)
            let ids = try await service.list(access, filter, page: page).items.map(\.id)
            let count = ids.isEmpty ? 0 : try await service.delete(access, ids: ids)
            deleted += count
            if count == 0 { return deleted }
        }
    }
}

extension MemoryFilter {
    /// With archived and replaced memories.
    static var everything: MemoryFilter {
        var filter = MemoryFilter()
        filter.archived = .include
        filter.includesSuperseded = true
        return filter
    }
}
