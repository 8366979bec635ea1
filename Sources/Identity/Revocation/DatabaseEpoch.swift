import Base
import Synchronization

/// The number of revocations in a database that several servers share, as this process last read it, and how long that
/// reading may be relied on.
///
/// Every revocation raises the number in the transaction that revokes, and every server reads it twice a second. A
/// server that could not read it for `longestSilence` may have missed a revocation, and serves nothing from memory.
package final class DatabaseEpoch: Sendable {
    /// The time for which a reading is relied on: the longest delay of a revocation for a server that the database
    /// cannot reach.
    package static let longestSilence: Duration = .seconds(5)

    /// A clock that never goes back, and that also runs while the process or the machine sleeps.
    private let clock: @Sendable () -> Duration
    /// In nanoseconds of the clock; nothing is relied on before the first reading.
    private let reliableUntil = Atomic<Int64>(.min)
    private let number = Mutex<Int64?>(nil)

    /// - Parameter clock: the time since any fixed point in the past.
    package init(clock: @escaping @Sendable () -> Duration) {
        self.clock = clock
    }

    /// Whether the last reading is too old to rely on.
    package var isSilent: Bool { Self.nanoseconds(clock()) >= reliableUntil.load(ordering: .acquiring) }

    /// Reads the number.
    /// - Parameter changed: called when something was revoked since the last reading, before the reading is relied on.
    func read(_ ask: () async throws -> Int64, changed: () -> Void) async throws {
        // From before the question: what is revoked while the answer travels is younger than this.
        let asked = clock()
        let answer = try await ask()
        let isOther = number.withLock { number in
            defer { number = answer }
            return number != answer
        }
        if isOther { changed() }
        reliableUntil.max(Self.nanoseconds(asked + Self.longestSilence), ordering: .acquiringAndReleasing)
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
    }
}
