import Base

/// Every item of a paged listing.
func allItems<Item>(_ page: (PageRequest) async throws -> Page<Item>) async throws -> [Item] {
    var items: [Item] = []
    while true {
        let next = try await page(PageRequest(limit: 500, offset: items.count))
        items += next.items
        guard !next.items.isEmpty, items.count < next.total else { return items }
    }
}
