import Authorization
import Base
import Identity
import Synchronization

/// What the page after a redirect shows once: a new token's secret, or that something was done.
///
/// A form that creates something answers with a redirect, or a reload would create another. A secret has no place in
/// the URL of that redirect, nor in the database; so it waits here, bound to the session that is to see it, for
/// minutes, and whoever takes it takes it out.
final class FlashMessages: Sendable {
    enum Message: Sendable {
        /// Its secret and its description.
        case newToken(Secret, String)
        /// A sentence.
        case done(String)
    }

    private struct Entry: Sendable {
        let message: Message
        let until: Timestamp
    }

    private let entries = Mutex<[ID<BrowserSession>: [Entry]]>([:])
    private static let lifetime = Duration.seconds(300)
    /// For one session; two forms may be sent before the page is read.
    static let limit = 5

    /// Waits with what waits already for this session; the oldest beyond `limit` goes.
    func leave(_ message: Message, for session: ID<BrowserSession>, at now: Timestamp) {
        entries.withLock { entries in
            // Few wait at a time: what nobody came for goes with the next that is left.
            entries = entries.compactMapValues { waiting in
                let left = waiting.filter { $0.until > now }
                return left.isEmpty ? nil : left
            }
            entries[session, default: []].append(Entry(message: message, until: now.advanced(by: Self.lifetime)))
            entries[session] = entries[session].map { Array($0.suffix(Self.limit)) }
        }
    }

    /// Only the first caller receives them, the oldest first; what waited too long is left out.
    func take(for session: ID<BrowserSession>, at now: Timestamp) -> [Message] {
        (entries.withLock { $0.removeValue(forKey: session) } ?? []).filter { $0.until > now }.map(\.message)
    }
}
