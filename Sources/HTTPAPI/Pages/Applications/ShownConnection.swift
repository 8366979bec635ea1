import Authorization
import Base

/// One device of an application, or one start of a client that stores nothing.
struct ShownConnection: Sendable {
    let id: String
    let application: String
    let since: ShownTime
    let lastUsed: ShownTime?
    let lastAddress: String?
    let seal: String
}

/// A connection that the server ended, until the application has connected again.
struct ShownEnd: Sendable {
    let name: String
    let ended: ShownTime
    let reason: String
    let address: String?

    init(_ ended: EndedConnection, now: Timestamp) {
        // The host of a client's metadata document is the verified part of its name.
        name = ClientDocumentURL(ended.client.rawValue)?.host ?? ended.name ?? localized("Unnamed application")
        self.ended = ShownTime(ended.endedAt, now: now)
        reason = PageLanguage.current.sentence(ended.reason.sentence)
        address = ended.address
    }
}
