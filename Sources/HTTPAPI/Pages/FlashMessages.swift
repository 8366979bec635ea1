import Authorization
import Base
import Identity
import Synchronization

/// Messages that the page after a redirect shows once: a new token's secret, an invitation's link, or that something was done.
///
/// A form that creates something responds with a redirect, because a reload would create another. The URL of that
/// redirect and the database must not hold a secret. So it is kept in memory for minutes, bound to the session that may
/// see it, and reading it removes it.
final class FlashMessages: Sendable {
    enum Message: Sendable {
        /// A new token: its secret and its description.
        case newToken(Secret, String)
        /// The link of a new invitation, and for whom it is.
        case link(Secret, String)
        /// A sentence.
        case done(String)
    }

    private struct Entry: Sendable {
        let message: Message
        let until: Timestamp
    }

    private let entries = Mutex<[ID<BrowserSession>: [Entry]]>([:])
    private static let lifetime = Duration.seconds(300)
    /// The maximum for one session; more than one form may be sent before the page is read.
    static let limit = 5

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
        (entries.withLock { $0.removeValue(forKey: session) } ?? []).filter { $0.until > now }.map(\.message)
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
