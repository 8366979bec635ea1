import Memories

/// Asks before a session is deleted.
struct SessionDeletePage: WebPage {
    static let template = "sessiondelete"

    let title = localized("Delete this session?")
    let id: String
    let count: String
    let action: String
    let keep: String
    let seal: String

    init(_ session: WorkingMemory, seal: String) {
        id = session.key.sessionID
        count = session.messages.count.of("message", "messages")
        action = session.key.path(.sessionDelete)
        keep = session.key.path(.conversation)
        self.seal = seal
    }
}
