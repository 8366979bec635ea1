import Base

/// Merges the parts of the keyword index.
///
/// FTS5 writes the words of each commit as a part of their own. It merges parts as it writes, but keeps several of every
/// size and up to fifteen small ones (sqlite.org/fts5.html §6.1). A search looks every word up in every part: a user's
/// search among 1.2 million memories took 1.5 ms with 25 parts and 0.5 ms with one.
extension SQLiteWords {
    /// The number of parts from which merging is worth it.
    static let mostParts = 8
    /// The pages that one commit merges: about 10 ms of writing.
    private static let piece: Int64 = 128

    /// Merges parts until fewer than `mostParts` are left, or nothing more can be gained. After a growth of a thirtieth
    /// it merges all parts into one (2 s for 1.2 million memories), otherwise only parts of similar sizes.
    func tidy() async throws {
        var sizes = try await partSizes()
        let all = sizes.reduce(0, +)
        let isGrown = 30 * (all - (sizes.max() ?? 0)) >= all
        // A negative number begins to merge everything; positive ones continue, or merge parts of one size.
        var pages = isGrown ? -Self.piece : Self.piece
        // Writes all pages twice at most: when others add parts faster, the next call continues.
        for _ in 0...(2 * all / Self.piece) where sizes.count >= Self.mostParts {
            _ = try await database.commit([
                .run("INSERT INTO memory_terms (memory_terms, rank) VALUES ('usermerge', 2)"),
                .run("INSERT INTO memory_terms (memory_terms, rank) VALUES ('merge', \(pages))"),
            ])
            pages = Self.piece
            let before = sizes
            sizes = try await partSizes()
            guard sizes != before else { return }
            try Task.checkCancellation()
        }
    }

    /// The pages of each part, roughly.
    private func partSizes() async throws -> [Int64] {
        try await database.rows(
            "SELECT count(*) AS pages FROM memory_terms_idx GROUP BY segid ORDER BY segid",
            effort: .scan
        ).map { try $0.integer("pages") }
    }
}
