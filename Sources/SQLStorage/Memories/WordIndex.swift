import Base
import Identity

/// Keyword search over the memories of partitions. Callers that read the memories found must restrict them again.
protocol WordIndex: Sendable {
    /// The rows that best match any of the words, with their scores: larger is better.
    /// - Parameters:
    ///   - conditions: on `memories m`; nil for whole partitions.
    ///   - rareOnly: the index may leave out words that many memories contain, where that is much faster.
    func matches(
        _ words: [String],
        in partitions: [Partition],
        of workspace: ID<Workspace>,
        where conditions: SQL?,
        limit: Int,
        rareOnly: Bool
    ) async throws -> [Int64: Double]

    /// Adds memories that an earlier version stored to the index, newest first.
    /// - Parameters:
    ///   - waiting: partitions and the row up to which they are not indexed.
    ///   - limit: how many memories at most.
    /// - Returns: the number of memories and finished partitions; 0 when nothing was left to do.
    func index(_ waiting: [(partition: Int64, unindexed: Int64)], limit: Int) async throws -> Int

    /// Keeps searching fast.
    func tidy() async throws
}
