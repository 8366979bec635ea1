import Base
import Synchronization

/// A number that every revocation changes, so that callers who cached a principal ask the store again. It only ever
/// grows.
///
/// Shared through a file between the processes of one machine: the running server refuses a token that the command line
/// removed at its next request, for one `pread` per request. Across machines the lifetime of the cache bounds the
/// delay.
///
/// Bump it *after* the store has committed: a caller that still reads the old number has also read the old row, and
/// what it caches is never served (`PrincipalCache`).
///
/// It fails closed. While the file cannot be read, the number changes with every look, so that nothing is served from a
/// cache. A bump that cannot be written ends this process's cached principals all the same; `keepUp` writes it as soon
/// as that is possible.
package final class RevocationEpoch: Sendable {
    /// What happened to the file, once when it happens, in a sentence for operators.
    package typealias Report = @Sendable (_ sentence: String) -> Void

    private let number = Atomic<UInt64>(0)
    /// The value of the file that `number` stands for.
    private let seen: Atomic<UInt64>
    private let file: RevocationFile?
    private let report: Report
    /// Whether the file still has to be written, and the operator was told so.
    private let debt = Mutex<Debt>(.none)

    private enum Debt { case none, unwritten, reported }

    /// For this process alone.
    package init() {
        file = nil
        seen = Atomic(0)
        report = { _ in }
    }

    /// Shared through the file at `path`, created with mode 0600 when absent. The first to open it writes a first
    /// value, so that the file has its block before the disk is full, and tells ever after that the data directory was
    /// in use.
    /// - Throws: `StoreFailure` naming the file when it cannot be opened; a full disk is reported by `bump` and
    ///   `keepUp` instead.
    package init(file path: String, report: @escaping Report = { _ in }) throws {
        let file = try RevocationFile(path: path)
        self.file = file
        self.report = report
        if (file.read() ?? 0) == 0, (try? file.write(Self.first())) == nil { debt.withLock { $0 = .unwritten } }
        seen = Atomic(file.read() ?? 0)
    }

    /// Whether the file at `path` tells that its data directory was in use.
    package static func wasUsed(file path: String) -> Bool {
        guard FileStamp(path: path) != nil, let file = try? RevocationFile(path: path) else { return false }
        return (file.read() ?? 0) != 0
    }

    /// Whether any process has called `bump` in this data directory: then it had users. False for a file that was only
    /// created, and while it cannot be read.
    package var wasBumped: Bool { (file?.read()).map { $0 & 1 == 1 } ?? false }

    /// Differs from every number read before the last revocation, by whichever process.
    package var current: UInt64 {
        guard let file else { return number.load(ordering: .acquiring) }
        if let value = file.read(), value == seen.load(ordering: .acquiring) {
            return number.load(ordering: .acquiring)
        }
        return debt.withLock { _ in
            let value = file.read()
            if value == nil || value != seen.load(ordering: .relaxed) {
                // In this order: a reader that takes the new value for known must find the new number.
                number.add(1, ordering: .acquiringAndReleasing)
                seen.store(value ?? 0, ordering: .releasing)
            }
            return number.load(ordering: .acquiring)
        }
    }

    /// Tells every process that something was revoked; this one even when the file cannot be written.
    package func bump() {
        number.add(1, ordering: .acquiringAndReleasing)
        guard let file else { return }
        debt.withLock {
            if $0 == .none { $0 = .unwritten }
            settle(&$0, file)
        }
    }

    /// To be called about twice a second: follows the file when it was removed or replaced, repairs it when it was cut
    /// short, and writes what could not be written.
    package func keepUp() {
        guard let file else { return }
        debt.withLock { settle(&$0, file) }
    }

    private func settle(_ debt: inout Debt, _ file: RevocationFile) {
        do {
            let isOther = try file.reopenWhenMoved()
            if isOther {
                number.add(1, ordering: .acquiringAndReleasing)
                report(
                    "\(file.path) was removed or replaced: cached credentials were dropped, and the file there now is watched."
                )
            }
            // Zero: created by a process that could not write to it.
            let value = file.read()
            if value == nil, !isOther, debt == .none { report("\(file.path) was cut short: it is written again.") }
            guard debt != .none || (value ?? 0) == 0 else { return }
            // Not made known as `seen`: another process may have written in between, and its value must not go by
            // unnoticed.
            try file.write(Self.unique())
            if debt == .reported { report("\(file.path) is written again.") }
            debt = .none
        } catch {
            if debt != .reported {
                let reason = (error as? StoreFailure)?.reason ?? "\(error)"
                report(
                    "\(reason). Other processes on this machine may accept what was just revoked for up to \(Self.delay) seconds."
                )
            }
            debt = .reported
        }
    }

    private static var delay: Int64 { PrincipalCache.longestLifetime.components.seconds }

    /// What a new file holds: like `unique`, and told from it by its last bit.
    private static func first() -> UInt64 { unique() & ~1 | 2 }

    /// Odd, and never written before: if it were a count, a slow writer could set it back to one that caches
    /// still know.
    private static func unique() -> UInt64 {
        SystemRandom().bytes(8).reduce(0) { $0 << 8 | UInt64($1) } | 1
    }
}
