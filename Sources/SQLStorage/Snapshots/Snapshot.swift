/// A copy of the database as it was at one moment.
package struct Snapshot: Sendable, Hashable {
    /// The number of its newest migration.
    package let schema: Int64
    /// The number of its last commit; 0 for a schema that did not count them.
    package let commits: Int64
    /// The number of its users, workspaces, memories, sessions of working memory, API tokens and connections.
    package let counts: [String: Int64]
}
