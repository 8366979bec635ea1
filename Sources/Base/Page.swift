/// One page of a listing, and how many there are in all.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// All that match, not only those on this page.
    package let total: Int

    package init(items: [Item], total: Int) {
        self.items = items
        self.total = total
    }
}

/// Which page is asked for.
package struct PageRequest: Sendable, Hashable {
    /// Beyond every page there is, and small enough to be reckoned with: the sum of two is no overflow.
    private static let farthest = Int(Int32.max)

    /// How many items at most; at least 1.
    package let limit: Int
    /// How many to skip; at least 0.
    package let offset: Int

    package init(limit: Int, offset: Int = 0) {
        self.limit = min(max(1, limit), Self.farthest)
        self.offset = min(max(0, offset), Self.farthest)
    }
}
