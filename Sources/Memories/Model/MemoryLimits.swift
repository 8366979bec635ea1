/// The most that the service accepts. Lengths are in Unicode scalars.
package struct MemoryLimits: Sendable, Hashable {
    /// Memories or ids in one request.
    package var batchSize = 1_000
    package var textLength = 32_768
    /// Length of ids, `user_id`, `namespace`, `session_id` and names of strategies.
    package var idLength = 256
    /// Topics of one memory; the same limit holds for entities and for sources.
    package var labelCount = 64
    package var labelLength = 256
    /// Size of one free JSON value, as UTF-8 text.
    package var metadataBytes = 65_536
    /// Size of the free data of a session, as UTF-8 text.
    package var dataBytes: Int { metadataBytes * 16 }
    package var pageSize = 100
    /// How many items a page may skip.
    package var pageOffset = 1_000_000
    package var queryLength = 8_192
    /// Values of one condition of a filter: each becomes part of the SQL statement.
    package var filterValues = 100
    package var messagesPerSession = 10_000
    package var messageLength = 262_144
    /// The longest life of a session: ten years.
    package var sessionSeconds = 315_360_000
    /// Memories that one forgetting pass looks at.
    package var forgetScan = 100_000
    /// Levels of a free JSON value.
    package static let jsonDepth = 32

    /// Former contents kept of one memory; at most 100.
    package var versionCount = 20
    /// Days that a former content is kept.
    package var versionDays = 90
    /// Days that a memory is kept that an application deleted; 0 keeps none.
    package var deletedDays = 30
    /// Days that events are kept; 0 keeps none. Counts by day are kept for `countedDays`.
    package var activityDays = 90
    /// Days that the counts of what applications did are kept.
    package var countedDays: Int { activityDays == 0 ? 0 : max(activityDays, 400) }

    package init() {}
}
