/// One page of a listing, and the number of all matches.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// The number of all matches, not only those on this page.
    package let total: Int

    package init(items: [Item], total: Int) {
        self.items = items
        self.total = total
    }
}

/// The part of a listing that a caller asks for.
package struct PageRequest: Sendable, Hashable {
    /// An offset beyond every real page. Two of them can be added without an overflow.
    private static let farthest = Int(Int32.max)

    /// The maximum number of items; at least 1.
    package let limit: Int
    /// The number of items to skip; at least 0.
    package let offset: Int

    package init(limit: Int, offset: Int = 0) {
        self.limit = min(max(1, limit), Self.farthest)
        self.offset = min(max(0, offset), Self.farthest)
    }
}
