import Base
import Synchronization

/// A number that every revocation changes, so that cached principals are looked up in the store again. It only grows.
///
/// The processes of one machine share it through a file: when the command line removes a token, the running server
/// refuses it at its next request. This costs one `pread` per request. Servers of one database on several machines
/// learn of it from the database, within a second (`DatabaseEpoch`).
///
/// Bump it *after* the store has committed. A reader that still sees the old number may have read the old row, but what
/// it caches is never served (`PrincipalCache`).
///
/// It fails closed. While the file cannot be read or the database is silent, the number changes with every read, so
/// that nothing is served from a cache. When a bump cannot be written, this process still drops its cached principals;
/// `keepUp` writes it as soon as possible.
package final class RevocationEpoch: Sendable {
    /// Receives one sentence for operators when the state of the file changes.
    package typealias Report = @Sendable (_ sentence: String) -> Void

    /// The longest time for which a principal may be served from a cache, and so the longest delay of a revocation that
    /// a process does not notice.
    package static let longestDelay: Duration = .seconds(30)

    private let number = Atomic<UInt64>(0)
    /// The value of the file that belongs to `number`.
    private let seen: Atomic<UInt64>
    private let file: RevocationFile?
    /// Nil when no other machine uses the database.
    private let database: DatabaseEpoch?
    private let report: Report
    /// Whether the data directory had users, as far as this process knows: the file must say so, too.
    private let hasSeenUsers = Atomic<Bool>(false)
    /// The last commit of the database that this process knows: the file must not say less.
    private let commits = Atomic<Int64>(0)
    /// Whether the file must still be written, and whether the operator was told.
    private let debt = Mutex<Debt>(.none)

    private enum Debt { case none, unwritten, reported }

    /// Creates an epoch for this process only, and for the servers of its database.
    package init(database: DatabaseEpoch? = nil) {
        self.database = database
        file = nil
        seen = Atomic(0)
        report = { _ in }
    }

    /// Opens the file at `path`, created with mode 0600 when absent, and shares the epoch through it. The process that
    /// creates the file writes a first value. So the file has its disk block before the disk is full, and later shows
    /// that the data directory was in use.
    /// - Throws: `StoreFailure` naming the file when it cannot be opened or is damaged. `bump` and `keepUp` report a
    ///   full disk.
    package init(file path: String, database: DatabaseEpoch? = nil, report: @escaping Report = { _ in }) throws {
        let file = try RevocationFile(path: path)
        self.database = database
        self.file = file
        self.report = report
        if (file.read() ?? 0) == 0, (try? file.write(Self.unique())) == nil { debt.withLock { $0 = .unwritten } }
        seen = Atomic(file.read() ?? 0)
        if hadUsers { markUsers() }
    }

    /// The past of a data directory, according to its file.
    package struct Trace: Sendable, Hashable {
        /// Whether a server or command has worked on the directory.
        package let wasUsed: Bool
        /// Whether there were users.
        package let hadUsers: Bool
        /// The number of the last commit of its database; 0 when none was noted. A later database has at least as many.
        package var commits: Int64 = 0
    }

    /// Examines the file at `path` without creating or changing it; nil when nothing has that name.
    /// - Throws: `StoreFailure` naming the file when it cannot be opened or is damaged.
    package static func trace(file path: String) throws -> Trace? {
        try RevocationFile.look(path: path).map {
            Trace(wasUsed: $0.value != 0, hadUsers: $0.hasMark || isFormer($0.value), commits: $0.commits)
        }
    }

    /// Whether the data directory had users. False for a process without a file, and while it cannot be read.
    package var hadUsers: Bool { file.map { $0.hasMark || Self.isFormer($0.read() ?? 0) } ?? false }

    /// Records that the data directory has users. A later start without any then notices that the database was replaced
    /// or emptied.
    package func markUsers() {
        hasSeenUsers.store(true, ordering: .relaxed)
        keepUp()
    }

    /// Records the number of a commit that is on disk. A later start then notices a database without it. Between
    /// processes the highest number counts; a slow writer may set it back by what was committed in that microsecond,
    /// until the next commit.
    package func note(commits number: Int64) {
        commits.max(number, ordering: .relaxed)
        // A file that cannot be read is left to `keepUp`, which reports it.
        guard let file, file.read() != nil, file.commits < number else { return }
        try? file.write(commits: number)
    }

    /// Earlier versions had no mark. They wrote odd values for revocations, most of which need users.
    private static func isFormer(_ value: UInt64) -> Bool { value & 1 == 1 }

    /// The current number. It differs from every number read before the last revocation by any process.
    package var current: UInt64 {
        if let database, database.isSilent { number.add(1, ordering: .acquiringAndReleasing) }
        guard let file else { return number.load(ordering: .acquiring) }
        if let value = file.read(), value == seen.load(ordering: .acquiring) {
            return number.load(ordering: .acquiring)
        }
        return debt.withLock { _ in
            let value = file.read()
            if value == nil || value != seen.load(ordering: .relaxed) {
                // The order matters: a reader that treats the new value as known must find the new number.
                number.add(1, ordering: .acquiringAndReleasing)
                seen.store(value ?? 0, ordering: .releasing)
            }
            return number.load(ordering: .acquiring)
        }
    }

    /// Tells every process that something was revoked; this process notices even when the file cannot be written.
    package func bump() {
        number.add(1, ordering: .acquiringAndReleasing)
        guard let file else { return }
        debt.withLock {
            if $0 == .none { $0 = .unwritten }
            settle(&$0, file)
        }
    }

    /// Whether the database was not heard for too long, so that nothing is served from memory.
    package var isSilent: Bool { database?.isSilent ?? false }

    /// Learns what other servers of the database revoked; called twice a second.
    /// - Parameter ask: reads the number of revocations from the database.
    package func listen(_ ask: () async throws -> Int64) async throws {
        try await database?.read(ask) { bump() }
    }

    /// Maintains the file; called about twice a second. Opens it again when it was removed or replaced, repairs it when
    /// it was truncated, and writes a pending bump.
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
                    "\(file.path) was removed or replaced: cached credentials were dropped; the file at this path is used from now on."
                )
            }
            // Zero: the process that created it could not write to it.
            let value = file.read()
            if value == nil, !isOther, debt == .none { report("\(file.path) was truncated; it is written again.") }
            try keepMark(file)
            let known = commits.load(ordering: .relaxed)
            if file.commits < known { try file.write(commits: known) }
            guard debt != .none || (value ?? 0) == 0 else { return }
            // Not stored in `seen`: another process may have written in between, and its value must not be missed.
            try file.write(Self.unique())
            if debt == .reported { report("\(file.path) is written again.") }
            debt = .none
        } catch {
            if debt != .reported {
                let reason = (error as? StoreFailure)?.reason ?? "\(error)"
                report(
                    "\(reason). Other processes on this machine may accept credentials that were just revoked for up to \(Self.longestDelay.components.seconds) seconds."
                )
            }
            debt = .reported
        }
    }

    /// A file that was truncated or replaced gets its mark again.
    private func keepMark(_ file: RevocationFile) throws {
        if file.hasMark {
            hasSeenUsers.store(true, ordering: .relaxed)
        } else if hasSeenUsers.load(ordering: .relaxed) {
            try file.writeMark()
        }
    }

    /// A value that was never written before. With a counter, a slow writer could set it back to a value that caches
    /// still know. It is even (`isFormer`), and its first bit distinguishes it from text (`RevocationFile`).
    private static func unique() -> UInt64 {
        SystemRandom().bytes(8).reduce(0) { $0 << 8 | UInt64($1) } & ~1 | 1 << 63
    }
}
