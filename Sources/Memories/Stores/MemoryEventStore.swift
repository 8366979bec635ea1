package import Base
package import Identity

/// The deeds of applications with memories. Only `EventLog` adds events, in the background.
package protocol MemoryEventStore: Sendable {
    /// Adds all or none. Events of a removed workspace are dropped. The ids must be of memories that the event's caller
    /// could read or write.
    func add(_ events: [MemoryEvent]) async throws
    /// The applications that received the text of the memory, most recent first; empty when it is not within reach.
    func readers(_ access: Access, of memory: OwnedID) async throws -> [MemoryReader]
    /// The deeds of the caller's person in the workspace through any application, newest first. For an application back end
    /// that may read every user: what such applications did there.
    func activity(_ access: Access, _ filter: ActivityFilter, page: PageRequest) async throws -> Page<MemoryEvent>
    /// The same by application and day, oldest day first.
    func days(_ access: Access, since time: Timestamp) async throws -> [ApplicationDay]
    /// Removes events before `time`, readers that have not read since, and days before `day`; returns how many.
    func purge(before time: Timestamp, daysBefore day: Timestamp) async throws -> Int
}
