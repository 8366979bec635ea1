import Authorization
import Base
import Identity
import Memories

/// A session in a list.
struct ShownSession: Sendable {
    let id: String
    let path: String
    let messages: String
    let namespace: String?
    /// Another person of the workspace, to whom it belongs.
    let otherPerson: String?
    let updated: ShownTime
    /// `22 min`; nil for a session that never expires.
    let left: String?

    init(_ session: SessionOverview, _ visit: PageVisit) {
        id = session.key.sessionID
        path = session.key.path(.conversation)
        messages = session.messageCount.of("message", "messages")
        namespace = session.key.namespace
        otherPerson = session.key.userID.flatMap { $0.isExactly(visit.visitor.user.name) ? nil : $0 }
        updated = ShownTime(session.updatedAt, now: visit.now)
        left = session.expiresAt.map { ShownTime.left(until: $0, now: visit.now) }
    }
}

extension SessionKey {
    /// The key from the path and query of a page.
    init(id: String, _ parameters: FormParameters) {
        self.init(
            sessionID: id,
            userID: parameters.values("user").first,
            namespace: parameters.values("namespace").first
        )
    }

    /// The address of one of the session's pages, with all parts of the key.
    func path(_ endpoint: PageEndpoint) -> String {
        let parts = [("user", userID), ("namespace", namespace)].compactMap { name, value in value.map { (name, $0) } }
        return endpoint.path(Percent.encode(sessionID)) + (parts.isEmpty ? "" : "?\(Percent.encode(parts))")
    }
}
