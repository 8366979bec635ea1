package import Base

/// The messages of a session that a language model will extract memories from.
package struct ExtractionOrder: Sendable {
    package let messages: [Message]
    /// Not before this time: a conversation in progress is extracted from in fewer calls.
    package let due: Timestamp

    package init(messages: [Message], due: Timestamp) {
        self.messages = messages
        self.due = due
    }
}
