package import Base
package import Identity

/// The deeds of applications with memories. Only `EventLog` adds events, in the background.
package protocol MemoryEventStore: Sendable {
    /// Adds all or none. Those of a removed workspace are dropped. The memories must be such as the caller could read or
    /// write.
    /// - Parameter writes: events that are not of reading.
    func add(_ writes: [MemoryEvent], _ reads: [MemoryReads]) async throws
    /// Prepares events of reading before `time` for `readers`, so that it stays fast with many of them. Changes no answer.
    /// - Returns: how many; 0 when none is left.
    func gatherReaders(before time: Timestamp) async throws -> Int
    /// The applications that received the text of the memory, most recent first; empty when it is not within reach.
    func readers(_ access: Access, of memory: OwnedID) async throws -> [MemoryReader]
    /// The deeds of the caller's person in the workspace through any application, newest first. For an application back end
    /// that may read every user: what such applications did there.
    func activity(_ access: Access, _ filter: ActivityFilter, page: PageRequest) async throws -> Page<MemoryEvent>
    /// The same by application and day, oldest day first.
    func days(_ access: Access, since time: Timestamp) async throws -> [ApplicationDay]
    /// Removes events before `time`, readers that have not read since, and days before `day`; returns how many.
    func purge(before time: Timestamp, daysBefore day: Timestamp) async throws -> Int
    /// Removes the provenances that no memory, session, version, event or day names any more; returns how many.
    func purgeProvenances() async throws -> Int
}
