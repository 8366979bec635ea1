package enum MemoryOrder: Sendable, Hashable {
    case newestFirst, oldestFirst
}
