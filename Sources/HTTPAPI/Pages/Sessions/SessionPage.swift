import Authorization
import Base
import Identity
import Memories

/// One session: the conversation, and what is known of it.
struct SessionPage: WebPage {
    static let template = "session"

    let title: String
    let id: String
    let messages: [ShownMessage]
    let hasMessages: Bool
    let count: String
    /// How many earlier messages the page leaves out; nil for none.
    let earlier: String?
    let context: String?
    let size: String
    let left: String?
    let until: ShownTime?
    let began: ShownTime
    let updated: ShownTime
    let namespace: String?
    let person: String?
    let kept: [ShownMemory]
    let hasKept: Bool
    let allKept: String
    let canChange: Bool
    let deletePath: String
    let keepPath: String
    let seal: String

    /// The most messages on the page: the last ones.
    static let most = 100

    init(_ session: WorkingMemory, kept: [Memory], _ visit: PageVisit, seal: String) {
        let key = session.key
        let canChange = visit.canChange(userID: key.userID)
        title = key.sessionID
        id = key.sessionID
        let total = session.messages.reduce(0) { $0 + $1.content.utf8.count }
        messages = session.messages.suffix(Self.most).map { message in
            ShownMessage(message, of: total, visit, canKeep: canChange && !message.content.isEmpty)
        }
        hasMessages = !session.messages.isEmpty
        count = session.messages.count.of("message", "messages")
        let left = session.messages.count - messages.count
        earlier = left > 0 ? left.of("earlier message is", "earlier messages are") : nil
        context = session.context?.nonEmpty
        size = session.tokens > 0 ? localized("\(count), \(session.tokens.grouped) tokens") : count
        self.left = session.expiresAt.map { ShownTime.left(until: $0, now: visit.now) }
        until = session.expiresAt.map { ShownTime($0, now: visit.now) }
        began = ShownTime(session.createdAt, now: visit.now)
        updated = ShownTime(session.updatedAt, now: visit.now)
        namespace = key.namespace
        person = key.userID
        self.kept = kept.map { ShownMemory($0, visit) }
        hasKept = !kept.isEmpty
        allKept = "\(PageEndpoint.memories.rawValue)?\(Percent.encode([("session", key.sessionID)]))"
        self.canChange = canChange
        deletePath = key.path(.sessionDelete)
        keepPath = key.path(.sessionKeep)
        self.seal = seal
    }
}
