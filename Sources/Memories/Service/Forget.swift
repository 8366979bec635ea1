import Base
import Identity

/// A forgetting pass: look at the oldest, choose by policy, remove unless it is only a rehearsal.
struct Forget: Sendable {
    let store: any MemoryStore
    let limits: MemoryLimits
    let time: any TimeSource

    private static let page = 1_000

    func callAsFunction(_ access: Access, _ request: ForgetRequest) async throws -> ForgetOutcome {
        try check(request)
        var scanned: [Memory] = []
        while scanned.count < request.limit {
            let page = PageRequest(limit: min(Self.page, request.limit - scanned.count), offset: scanned.count)
            let found = try await store.list(access, request.filter, order: .oldestFirst, page: page).items
            scanned += found
            if found.count < page.limit { break }
        }
        let chosen = ForgetPolicy(request: request, now: time.now()).chosen(among: scanned)
        let ids = request.dryRun ? chosen.map(\.id) : try await Removal(store: store).remove(access, chosen)
        return ForgetOutcome(scanned: scanned.count, deletedIDs: ids, dryRun: request.dryRun)
    }

    private func check(_ request: ForgetRequest) throws {
        var validation = Validation()
        for (name, value) in [
            ("max_age_days", request.maxAgeDays), ("max_inactive_days", request.maxInactiveDays),
            ("hard_age_multiplier", request.hardAgeMultiplier),
        ] {
            let isSound = value.map { $0.isFinite && $0 >= 0 } ?? true
            validation.require(
                isSound,
                ["body", "policy", name],
                "out_of_range",
                "policy.\(name) must be a number of at least 0"
            )
        }
        validation.require(
            request.budget ?? 0 >= 0,
            ["body", "policy", "budget"],
            "out_of_range",
            "policy.budget must not be negative"
        )
        validation.require(
            (1...limits.forgetScan).contains(request.limit),
            ["query", "limit"],
            "out_of_range",
            "limit must be from 1 to \(limits.forgetScan)"
        )
        try validation.finish()
    }
}
