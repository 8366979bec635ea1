package import Base
package import Identity

/// Something that an application did with memories. Reads of one kind by one application within a minute are one event.
package struct MemoryEvent: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        /// Read one by one.
        case read
        case searched
        case listed
        case stored
        case changed
        case deleted
        /// Taken back by the undoing of an application, or brought back by the undoing of that.
        case undone

        /// Whether the application received texts of memories.
        package var isReading: Bool {
            switch self {
            case .read, .searched, .listed: true
            case .stored, .changed, .deleted, .undone: false
            }
        }
    }

    package let at: Timestamp
    package let action: Action
    package let provenance: Provenance
    package let workspace: ID<Workspace>
    /// At most `mostIDs`. Of an event of reading, without those that are gone by now.
    package let memories: [OwnedID]
    /// How many memories there were; one that was read twice counts twice.
    package let count: Int
    /// How many reads, searches or lists it stands for; 1 for a write.
    package let calls: Int

    /// The most ids of an event.
    package static let mostIDs = 200

    package init(
        at: Timestamp,
        action: Action,
        provenance: Provenance,
        workspace: ID<Workspace>,
        memories: [OwnedID],
        count: Int,
        calls: Int = 1
    ) {
        self.at = at
        self.action = action
        self.provenance = provenance
        self.workspace = workspace
        self.memories = memories
        self.count = count
        self.calls = calls
    }
}

/// Which events of a person to show; nil admits all.
package struct ActivityFilter: Sendable, Hashable {
    package var actions: Set<MemoryEvent.Action>?
    /// The registrations of one application.
    package var applications: [ApplicationID]?
    /// Leaves out what a person looked at on the pages of this server.
    package var withoutLooking = false
    package var from: Timestamp?
    /// Exclusive.
    package var to: Timestamp?

    package init() {}
}

/// An application, with the person it acted for, that read a memory.
package struct MemoryReader: Sendable, Hashable {
    package let application: ApplicationID
    package let person: ID<User>?
    package let personName: String?
    /// How often it received the text, by reading, searching or listing.
    package let reads: Int
    package let last: Timestamp

    package init(application: ApplicationID, person: ID<User>?, personName: String?, reads: Int, last: Timestamp) {
        self.application = application
        self.person = person
        self.personName = personName
        self.reads = reads
        self.last = last
    }
}

/// The deeds of an application on one day.
package struct ApplicationDay: Sendable, Hashable {
    package let application: ApplicationID
    /// The beginning of the day in UTC.
    package let day: Timestamp
    /// Memories it received, each time.
    package let reads: Int
    package let searches: Int
    /// Memories it stored, changed or deleted.
    package let writes: Int
    package let last: Timestamp

    package init(application: ApplicationID, day: Timestamp, reads: Int, searches: Int, writes: Int, last: Timestamp) {
        self.application = application
        self.day = day
        self.reads = reads
        self.searches = searches
        self.writes = writes
        self.last = last
    }
}
