package import Base
package import Identity

/// The sessions of working memory as records that begin and end. Every session without a namespace is one, also when
/// another door created it. An expired session behaves as absent. Each verb is about one user, who must be within reach.
package protocol SessionRecordStore: Sendable {
    /// Adds a session without messages; false when the user has one with this id. Of racing callers exactly one gets
    /// true.
    func add(_ access: Access, _ record: SessionRecord) async throws -> Bool
    func record(_ access: Access, id: String, of user: String, at now: Timestamp) async throws -> SessionRecord?
    /// Oldest first.
    func records(_ access: Access, of user: String, page: PageRequest, at now: Timestamp) async throws -> Page<
        SessionRecord
    >
    /// Replaces the given values of an open session and keeps the rest, in one step.
    func revise(
        _ access: Access,
        id: String,
        of user: String,
        annotations: AnnotationTexts?,
        metadata: JSONValue?,
        at now: Timestamp
    ) async throws -> SessionChange
    /// Ends an open session. Of racing callers exactly one gets `changed`.
    func end(_ access: Access, id: String, of user: String, at now: Timestamp) async throws -> SessionChange
}

/// The outcome of a change of a session.
package enum SessionChange: Sendable, Hashable {
    case changed(SessionRecord)
    /// It was ended before: nothing was changed.
    case ended
    case absent
}
