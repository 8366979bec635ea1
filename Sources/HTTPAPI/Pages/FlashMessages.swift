import Authorization
import Base
import Identity
import Synchronization

/// Messages that the page after a redirect shows once: a new token's secret, an invitation's link, or that something was done.
///
/// A form that creates something responds with a redirect, because a reload would create another. The URL of that
/// redirect and the database must not hold a secret. So it is kept in memory for minutes, bound to the session that may
/// see it, and reading it removes it. Where another server may show the next page, it is in the database meanwhile, sealed.
final class FlashMessages: Sendable {
    enum Message: Sendable, Equatable {
        /// A new token: its secret and its description.
        case newToken(Secret, String)
        /// The link of a new invitation, and for whom it is.
        case link(Secret, String)
        /// A sentence.
        case done(String)
    }

    private struct Entry: Sendable {
        /// Its id in the database; nil while it is in memory only.
        var id: String?
        let message: Message
        let until: Timestamp
    }

    private let entries = Mutex<[ID<BrowserSession>: [Entry]]>([:])
    /// The messages that were read and are still in the database.
    private let spent = Mutex<[(id: String, session: ID<BrowserSession>)]>([])
    private let place: PassingPlace?
    private static let lifetime = Duration.seconds(300)
    /// The maximum for one session; more than one form may be sent before the page is read.
    static let limit = 5

    /// - Parameter place: nil when every page is shown by this process.
    init(_ place: PassingPlace? = nil) {
        self.place = place
    }

    /// Adds a message for a session; when there are more than `limit`, the oldest is dropped.
    func leave(_ message: Message, for session: ID<BrowserSession>, at now: Timestamp) {
        entries.withLock { entries in
            // There are few messages at a time, so expired ones are removed whenever one is added.
            entries = entries.compactMapValues { waiting in
                let left = waiting.filter { $0.until > now }
                return left.isEmpty ? nil : left
            }
            entries[session, default: []].append(Entry(message: message, until: now.advanced(by: Self.lifetime)))
            entries[session] = entries[session].map { Array($0.suffix(Self.limit)) }
        }
    }

    /// Removes and returns a session's messages, oldest first, without expired ones.
    func take(for session: ID<BrowserSession>, at now: Timestamp) -> [Message] {
        let waiting = entries.withLock { $0.removeValue(forKey: session) } ?? []
        let stored = waiting.compactMap { entry in entry.id.map { (id: $0, session: session) } }
        if !stored.isEmpty { spent.withLock { $0 += stored } }
        return waiting.filter { $0.until > now }.map(\.message)
    }

    /// Removes and returns a session's sentences; new tokens wait for the page that shows them.
    func takeSentences(for session: ID<BrowserSession>, at now: Timestamp) -> [String] {
        let waiting = take(for: session, at: now)
        return waiting.compactMap { message in
            switch message {
            case .done(let sentence): return sentence
            case .newToken, .link:
                leave(message, for: session, at: now)
                return nil
            }
        }
    }

    /// Removes and returns a session's links; other messages wait for their pages.
    func takeLinks(for session: ID<BrowserSession>, at now: Timestamp) -> [(link: Secret, note: String)] {
        take(for: session, at: now).compactMap { message in
            switch message {
            case .link(let link, let note): return (link, note)
            case .newToken, .done:
                leave(message, for: session, at: now)
                return nil
            }
        }
    }
}

/// Messages between servers: a page fetches those of its session before it is made, and gives the others back afterwards.
extension FlashMessages {
    private static func topic(_ session: ID<BrowserSession>) -> String { "messages of \(session.rawValue)" }

    /// Fetches what other servers left for a session.
    func fetch(for session: ID<BrowserSession>, at now: Timestamp) async throws {
        guard let place else { return }
        let read = Set(spent.withLock { $0.map(\.id) }.map(Identifier.init))
        let found = try await place.values(of: Self.topic(session), at: now).compactMap { value in
            read.contains(Identifier(value.id))
                ? nil
                : Message(value.content).map {
                    Entry(id: value.id, message: $0, until: now.advanced(by: Self.lifetime))
                }
        }
        entries.withLock { entries in
            let own = entries[session, default: []].filter { $0.id == nil }
            entries[session] = found.isEmpty && own.isEmpty ? nil : found + own
        }
    }

    /// Stores what this server left for later pages, and removes what was read. What cannot be stored stays in memory.
    func publish(at now: Timestamp) async {
        guard let place else { return }
        let read = spent.withLock { spent in
            defer { spent = [] }
            return spent
        }
        for (id, session) in read { _ = try? await place.take(id, of: Self.topic(session), at: now) }
        let waiting = entries.withLock { Self.takeNew(from: &$0) }
        guard !waiting.isEmpty else { return }
        do {
            var values: [PassingValue] = []
            for (session, entry) in waiting {
                let content = entry.message.bytes
                values.append(try place.value(content, topic: Self.topic(session), at: now, until: entry.until))
            }
            try await place.leave(values)
        } catch {
            for (session, entry) in waiting { leave(entry.message, for: session, at: now) }
        }
    }

    /// Removes and returns the messages that are in memory only.
    private static func takeNew(
        from entries: inout [ID<BrowserSession>: [Entry]]
    ) -> [(session: ID<BrowserSession>, entry: Entry)] {
        var taken: [(session: ID<BrowserSession>, entry: Entry)] = []
        for (session, all) in entries {
            let new = all.filter { $0.id == nil }
            guard !new.isEmpty else { continue }
            for entry in new { taken.append((session, entry)) }
            let stored = all.filter { $0.id != nil }
            entries[session] = stored.isEmpty ? nil : stored
        }
        return taken
    }
}
