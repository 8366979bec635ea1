import Authorization
import Base
import Identity
import Synchronization

/// What the page after a redirect shows once: a new token's secret, or that something was done.
///
/// A form that creates something answers with a redirect, or a reload would create another. A secret has no place in the URL of that
/// redirect, nor in the database; so it waits here, bound to the session that is to see it, for minutes, and whoever takes it takes it out.
final class FlashMessages: Sendable {
    enum Message: Sendable {
        case newToken(Secret)
        /// A sentence.
        case done(String)
    }

    private struct Entry: Sendable {
        let message: Message
        let until: Timestamp
    }

    private let entries = Mutex<[ID<BrowserSession>: Entry]>([:])
    private static let lifetime = Duration.seconds(300)

    /// Replaces what waits for this session.
    func leave(_ message: Message, for session: ID<BrowserSession>, at now: Timestamp) {
        entries.withLock { entries in
            // Few wait at a time: what nobody came for goes with the next that is left.
            entries = entries.filter { $0.value.until > now }
            entries[session] = Entry(message: message, until: now.advanced(by: Self.lifetime))
        }
    }

    /// Only the first caller receives it. Nil when it waited too long.
    func take(for session: ID<BrowserSession>, at now: Timestamp) -> Message? {
        guard let entry = entries.withLock({ $0.removeValue(forKey: session) }), entry.until > now else { return nil }
        return entry.message
    }
}
