import Authorization
import Base
import Identity
import Imports
import Memories
import Synchronization

/// Files that were uploaded and shown, and wait for the person's word. Kept in memory, one for a login, for some minutes; in
/// the database, sealed, where another server may be told.
final class PendingImports: Sendable {
    struct Pending: Sendable {
        let id: String
        let name: String
        let size: Int
        let file: ImportFile
        /// The workspace that everything goes to; nil leaves that to the file.
        let target: ID<Workspace>?
        let at: Timestamp
    }

    private static let lifetime = Duration.seconds(900)
    /// The most bytes of all files together.
    private static let capacity = 2 * TakeoutRoutes.uploadLimit
    private let all = Mutex<[ID<BrowserSession>: Pending]>([:])
    private let place: PassingPlace?

    /// - Parameter place: nil when every page is shown by this process.
    init(_ place: PassingPlace? = nil) {
        self.place = place
    }

    /// Replaces the one that waits for this login. When there is no room in memory, the oldest ones are dropped.
    /// - Parameter content: the bytes of the file.
    func keep(_ pending: Pending, _ content: [UInt8], for session: ID<BrowserSession>) async throws {
        guard let place else { return keep(pending, for: session) }
        let value = try place.value(
            try pending.bytes(with: content),
            id: pending.id,
            topic: Self.topic(session),
            at: pending.at,
            until: pending.at.advanced(by: Self.lifetime)
        )
        try await place.removeAll(of: Self.topic(session))
        try await place.leave([value])
    }

    private static func topic(_ session: ID<BrowserSession>) -> String { "import of \(session.rawValue)" }

    private func keep(_ pending: Pending, for session: ID<BrowserSession>) {
        all.withLock { all in
            all = all.filter { pending.at.since($0.value.at) < Self.lifetime }
            all[session] = nil
            while all.values.reduce(pending.size, { $0 + $1.size }) > Self.capacity,
                let oldest = all.min(by: { $0.value.at < $1.value.at })?.key
            { all[oldest] = nil }
            all[session] = pending
        }
    }

    /// Removes and returns the file; nil when it is another one by now, or gone.
    func take(_ id: String, for session: ID<BrowserSession>, at now: Timestamp) async throws -> Pending? {
        if let place {
            return try await place.take(id, of: Self.topic(session), at: now).map { try Pending($0, id: id, at: now) }
        }
        return all.withLock { all in
            guard let pending = all[session], pending.id.isExactly(id), now.since(pending.at) < Self.lifetime else {
                return nil
            }
            all[session] = nil
            return pending
        }
    }
}
