package import Base

/// Which memories a forgetting pass removes; the Redis server's policy.
package struct ForgetRequest: Sendable, Hashable {
    package var maxAgeDays: Double?
    package var maxInactiveDays: Double?
    /// Keep at most this many of the memories looked at: the most recent by last access and creation
    /// (`RecencyOptions`).
    package var budget: Int?
    /// Only memories of these kinds may be forgotten; nil means any kind.
    package var kinds: [MemoryKind]?
    /// With both limits set, a memory older than `maxAgeDays × multiplier` goes even when it was used recently.
    package var hardAgeMultiplier = 12.0
    package var pinnedIDs: Set<Identifier> = []
    package var filter = MemoryFilter()
    /// How many to look at, at most, the oldest first.
    package var limit = 1_000
    package var dryRun = true

    package init() {}
}
