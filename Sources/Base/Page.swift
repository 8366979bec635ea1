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
    /// How many items at most; at least 1.
    package let limit: Int
    /// How many to skip; at least 0.
    package let offset: Int

    package init(limit: Int, offset: Int = 0) {
        self.limit = max(1, limit)
        self.offset = max(0, offset)
    }
}
