import Base
import Identity

/// A forgetting pass: reads the oldest memories, chooses by policy, and removes them unless it is a dry run.
struct Forget: Sendable {
    let store: any MemoryStore
    let rules: ForgetRules
    let removal: Removal
    let time: any TimeSource

    private static let page = 1_000

    func callAsFunction(_ access: Access, _ request: ForgetRequest) async throws -> ForgetOutcome {
        try rules.check(request)
        var filter = request.filter
        filter.includesSuperseded = true
        filter.archived = .include
        var scanned: [Memory] = []
        while scanned.count < request.limit {
            let page = PageRequest(limit: min(Self.page, request.limit - scanned.count), offset: scanned.count)
            let found = try await store.list(access, filter, order: .oldestFirst, page: page).items
            scanned += found
            if found.count < page.limit { break }
        }
        let chosen = ForgetPolicy(request: request, now: time.now()).chosen(among: scanned)
        let ids = request.dryRun ? chosen.map(\.id) : try await removal.remove(access, chosen)
        return ForgetOutcome(scanned: scanned.count, deletedIDs: ids, dryRun: request.dryRun)
    }
}
