package import Base

/// Which other batches wait for a batch. SQLite runs all of them one after another; PostgreSQL only those that must.
package enum SQLScope: Sendable, Hashable {
    /// All. For every batch whose conditions look at rows that other batches write.
    case everything
    /// Those with one of these names, and those of `.everything`. For batches whose conditions only look at rows of what
    /// they name, such as one user's memories in one workspace.
    case names(Set<Identifier>)

    /// More names are not worth their locks.
    static let nameLimit = 16
}
