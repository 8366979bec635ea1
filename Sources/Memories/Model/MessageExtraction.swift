/// How far the extraction of memories from one message is.
package struct MessageExtraction: Sendable, Hashable {
    package enum State: String, Sendable, Hashable, CaseIterable {
        case waiting, done
        /// Given up: the model did not give a usable answer.
        case failed
    }

    package let messageID: String
    package let state: State
    /// Why it failed or has to wait; one sentence, nil when there is nothing to say.
    package let reason: String?

    package init(messageID: String, state: State, reason: String?) {
        self.messageID = messageID
        self.state = state
        self.reason = reason
    }
}
