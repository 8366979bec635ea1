import Base

/// Chooses the memories to forget, as the Redis server's policy does. A pure function.
struct ForgetPolicy {
    let request: ForgetRequest
    let now: Timestamp

    /// - Parameter scanned: in any order; the result keeps it.
    func chosen(among scanned: [Memory]) -> [Memory] {
        let open = scanned.filter(isOpen)
        let stale = Set(open.filter(isStale).map { OwnedID($0) })
        let surplus = surplus(of: open.filter { !stale.contains(OwnedID($0)) })
        return scanned.filter { stale.contains(OwnedID($0)) || surplus.contains(OwnedID($0)) }
    }

    /// Whether the memory may be forgotten: it is not pinned, and the policy names its kind or none.
    private func isOpen(_ memory: Memory) -> Bool {
        !memory.pinned && !request.pinnedIDs.contains(Identifier(memory.id))
            && request.kinds.map { $0.contains(memory.kind) } ?? true
    }

    /// With both limits a memory must be old and unused, or very old; with one limit, that one decides.
    private func isStale(_ memory: Memory) -> Bool {
        let age = now.days(since: memory.createdAt)
        let idle = now.days(since: memory.lastAccessed)
        switch (request.maxAgeDays, request.maxInactiveDays) {
        case (let maxAge?, let maxIdle?):
            return age > maxAge * request.hardAgeMultiplier || (age > maxAge && idle > maxIdle)
        case (let maxAge?, nil): return age > maxAge
        case (nil, let maxIdle?): return idle > maxIdle
        case (nil, nil): return false
        }
    }

    /// The memories beyond the budget: the least recent by the score that searches also use.
    private func surplus(of memories: [Memory]) -> Set<OwnedID> {
        guard let budget = request.budget, budget < memories.count else { return [] }
        let recency = Recency(options: RecencyOptions(), now: now)
        let ordered = memories.map { (score: recency.recency(of: $0), item: $0) }.sorted(by: Fusion.precedes)
        return Set(ordered.dropFirst(max(0, budget)).map { OwnedID($0.item) })
    }
}
