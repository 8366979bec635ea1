package import Base
package import Identity

/// Messages of one session that one worker may extract memories from until its lease ends.
package struct ExtractionJob: Sendable {
    package struct Item: Sendable {
        /// The store's number.
        package let number: Int64
        package let message: Message

        package init(number: Int64, message: Message) {
            self.number = number
            self.message = message
        }
    }

    package let workspace: ID<Workspace>
    package let key: SessionKey
    /// In the order in which they were stored.
    package let items: [Item]
    package let strategy: String
    package let strategyConfig: JSONValue
    /// A summary of what was said before the messages.
    package let context: String?
    /// How often it was tried, with this time.
    package let attempts: Int
    /// The writer of the messages; nil when unknown.
    package let writer: Provenance?
    /// The end of the lease, by which the store recognises it.
    package let lease: Timestamp

    package init(
        workspace: ID<Workspace>,
        key: SessionKey,
        items: [Item],
        strategy: String,
        strategyConfig: JSONValue,
        context: String?,
        attempts: Int,
        writer: Provenance?,
        lease: Timestamp
    ) {
        self.workspace = workspace
        self.key = key
        self.items = items
        self.strategy = strategy
        self.strategyConfig = strategyConfig
        self.context = context
        self.attempts = attempts
        self.writer = writer
        self.lease = lease
    }

    /// The same with its first messages only.
    package func first(_ count: Int) -> ExtractionJob {
        ExtractionJob(
            workspace: workspace,
            key: key,
            items: Array(items.prefix(count)),
            strategy: strategy,
            strategyConfig: strategyConfig,
            context: context,
            attempts: attempts,
            writer: writer,
            lease: lease
        )
    }
}
