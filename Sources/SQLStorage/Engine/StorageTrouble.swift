import Base
import GRDB
import Synchronization

/// Why the storage does not work, for `/health`.
final class StorageTrouble: Sendable {
    /// Ends when a write succeeds.
    private let passing = Mutex<StoreFailure?>(nil)
    /// A damaged database stays damaged until the server starts with another one.
    private let lasting = Mutex<StoreFailure?>(nil)

    var present: StoreFailure? { damage ?? lastWrite }

    /// Why the last write or read failed, if disk or file was the cause and no write has succeeded since.
    var lastWrite: StoreFailure? { passing.withLock { $0 } }

    private var damage: StoreFailure? { lasting.withLock { $0 } }

    /// Keeps the failure of a statement, if the file or the disk was the cause and not the statement.
    func note(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: lasting.withLock { $0 = StoreFailure(error) }
        case .SQLITE_ERROR where Self.missesPart(error): lasting.withLock { $0 = StoreFailure(error) }
        case .SQLITE_IOERR: passing.withLock { $0 = StoreFailure(error) }
        default: break
        }
    }

    /// Our statements name only tables and columns of our schema.
    private static func missesPart(_ error: DatabaseError) -> Bool {
        let message = error.message ?? ""
        return message.hasPrefix("no such table") || message.hasPrefix("no such column")
    }

    func note(_ failure: StoreFailure) { passing.withLock { $0 = failure } }

    func noteSuccess() { passing.withLock { $0 = nil } }
}
