package enum MemoryOrder: Sendable, Hashable {
    case newestFirst, oldestFirst
    /// By the time at which the server stored them, which a caller cannot set.
    case lastStoredFirst
}
