/// How much of anything is accepted. Lengths are in Unicode scalars.
package struct MemoryLimits: Sendable, Hashable {
    /// Memories or ids in one request.
    package var batchSize = 1_000
    package var textLength = 32_768
    /// Of ids, `user_id`, `namespace`, `session_id`, names of strategies.
    package var idLength = 256
    /// Topics of one memory; likewise entities and sources.
    package var labelCount = 64
    package var labelLength = 256
    /// Of one free JSON value, as UTF-8 text.
    package var metadataBytes = 65_536
    /// Of the free data of a session, likewise.
    package var dataBytes: Int { metadataBytes * 16 }
    package var pageSize = 100
    package var queryLength = 8_192
    /// Values of one condition of a filter: each is a part of the statement that is run.
    package var filterValues = 100
    package var messagesPerSession = 10_000
    package var messageLength = 262_144
    /// The longest life of a session: ten years.
    package var sessionSeconds = 315_360_000
    /// Memories that one forgetting pass looks at.
    package var forgetScan = 100_000

    package init() {}
}
