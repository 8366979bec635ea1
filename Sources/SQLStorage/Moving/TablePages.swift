import Base

/// The rows of a table in order, in pages of a bounded number of bytes.
struct TablePages {
    let table: MovedTable
    let database: any SQLDatabase
    /// The key of the last row read.
    private(set) var last: [SQLValue]?
    private var limit = 16

    /// The size of a page, roughly.
    private static let bytes = 2 << 20
    private static let most = 1_000

    /// - Parameter last: begins after the row with this key; nil begins with the first.
    init(of table: MovedTable, in database: any SQLDatabase, after last: [SQLValue]? = nil) {
        (self.table, self.database, self.last) = (table, database, last)
    }

    /// The next rows in their canonical form; empty at the end.
    /// - Throws: `StoreFailure`.
    mutating func next() async throws -> [[SQLValue]] {
        while true {
            var page = try await database.rows(table.page(after: last, limit: limit), effort: .scan)
                .map { table.canonical($0.all, from: database.dialect) }
            // Rows with the same key belong to one page.
            if table.hasRepeats, page.count == limit, let end = page.last.map(table.key) {
                page.removeAll { table.key(of: $0) == end }
                if page.isEmpty {
                    limit *= 2
                    continue
                }
            }
            guard let end = page.last else { return [] }
            last = table.key(of: end)
            let size = page.reduce(1) { $0 + $1.reduce(0) { $0 + $1.size } }
            limit = min(max(1, page.count * Self.bytes / size), limit * 4, Self.most)
            return page
        }
    }
}

extension SQLValue {
    /// Its size in bytes, roughly.
    fileprivate var size: Int {
        switch self {
        case .null, .integer, .real: 8
        case .text(let text): text.utf8.count
        case .blob(let bytes): bytes.count
        }
    }
}
