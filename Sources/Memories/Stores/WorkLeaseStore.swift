package import Base

/// The result of asking for a lease.
package enum WorkLease: Sendable, Hashable {
    case taken
    /// Another server does the work at the moment.
    case held
    /// It was done a short time ago.
    case notDue
}

/// Work that one of the servers of a database does at a time.
package protocol WorkLeaseStore: Sendable {
    /// Takes the work, unless another holder has it or it was done less than an interval ago. One of several racing
    /// callers gets it. A holder that does not renew it loses it at the end.
    func take(_ name: String, for holder: String, until end: Timestamp, every interval: Duration, at now: Timestamp)
        async throws -> WorkLease
    /// False when another holder has taken it since.
    func renew(_ name: String, for holder: String, until end: Timestamp) async throws -> Bool
    /// - Parameter doneAt: when it was done; nil when it was not.
    func giveBack(_ name: String, by holder: String, doneAt: Timestamp?) async throws
}
