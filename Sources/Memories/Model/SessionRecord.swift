package import Base

/// The description of a session by its application, besides the conversation itself.
package struct SessionState: Sendable, Hashable {
    /// Texts by name.
    package var annotations: AnnotationTexts
    /// Free attributes; an object.
    package var metadata: JSONValue
    /// The life of new memories of the session in seconds; nil leaves it to the server, 0 means no end.
    package var memorySeconds: Int?
    /// When the session was ended: it takes no new memories and does not change any more.
    package var endedAt: Timestamp?

    package init(
        annotations: AnnotationTexts = [:],
        metadata: JSONValue = .object([:]),
        memorySeconds: Int? = nil,
        endedAt: Timestamp? = nil
    ) {
        self.annotations = annotations
        self.metadata = metadata
        self.memorySeconds = memorySeconds
        self.endedAt = endedAt
    }
}

/// A session of one user without its messages: the working memory that has no namespace.
package struct SessionRecord: Sendable, Hashable {
    package let sessionID: String
    package let userID: String
    package let startedAt: Timestamp
    package let state: SessionState

    package init(sessionID: String, userID: String, startedAt: Timestamp, state: SessionState = SessionState()) {
        self.sessionID = sessionID
        self.userID = userID
        self.startedAt = startedAt
        self.state = state
    }
}
