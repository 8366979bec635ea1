/// The notes in memory that are not written yet. A crash would lose them.
package struct UnwrittenNotes: Sendable, Hashable {
    /// Memories whose last access is not written yet.
    package let accesses: Int
    /// Events of applications.
    package let events: Int
}
