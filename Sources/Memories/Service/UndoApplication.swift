package import Base
package import Identity

/// Undoes what an application wrote since a moment.
struct UndoApplication: Sendable {
    /// The most memories of one undoing: they are changed in one commit.
    static let most = 10_000
    /// The number of times that a plan is made again because somebody changed a memory in between.
    private static let tries = 5

    let store: any UndoStore
    let upkeep: Upkeep
    let recorder: Recorder
    let time: any TimeSource
    let random: any RandomSource

    func plan(_ access: Access, _ applications: [ApplicationID], since moment: Timestamp) async throws -> UndoPlan {
        let found = try await store.written(access, by: applications, since: moment, limit: Self.most + 1)
        return UndoPlan(
            Array(found.prefix(Self.most)),
            of: applications,
            since: moment,
            hasMore: found.count > Self.most
        )
    }

    /// Nil when there is nothing to undo.
    func callAsFunction(_ access: Access, _ applications: [ApplicationID], since moment: Timestamp) async throws
        -> UndoneApplication?
    {
        guard let application = applications.first else { return nil }
        for _ in 0..<Self.tries {
            let now = time.now()
            let changes = try await plan(access, applications, since: moment).steps.compactMap {
                Self.change($0, at: now)
            }
            guard !changes.isEmpty else { return nil }
            let undone = UndoneApplication(
                id: ID(ULID.make(at: now, random: random)),
                application: application,
                since: moment,
                at: now,
                restored: changes.count(where: { !$0.removes }),
                removed: changes.count(where: \.removes)
            )
            if try await store.undo(access, undone, changes) {
                recorder.wrote(access, .undone, changes.map { OwnedID($0.memory) })
                if undone.restored > 0 { upkeep.wakeEmbedding() }
                return undone
            }
        }
        throw Fault(.conflict, "The memories are being changed. Pause the application and try again.")
    }

    func takeBack(_ access: Access, _ id: ID<UndoneApplication>) async throws -> Int {
        let oldest = time.now().advanced(by: .zero - UndoneApplication.lifetime)
        guard let memories = try await store.takeBack(access, id, after: oldest) else {
            throw Fault(.notFound, "There is nothing to bring back.")
        }
        recorder.wrote(access, .undone, memories)
        upkeep.wakeEmbedding()
        return memories.count
    }

    private static func change(_ step: UndoPlan.Step, at now: Timestamp) -> UndoChange? {
        switch step.outcome {
        case .stays: return nil
        case .removes: return UndoChange(memory: step.memory, edition: step.edition, replacement: nil)
        case .restores(let version):
            var memory = version.restored(in: step.memory)
            if step.isDeleted, memory.hasContent(of: step.memory) {
                return UndoChange(memory: step.memory, edition: step.edition, replacement: nil, isDeleted: true)
            }
            if step.isUnarchived { memory.archived = false }
            memory.updatedAt = now
            memory.hash = MemoryHash.of(memory)
            let stored = StoredMemory(memory: memory, searchText: SearchText.of(memory), vector: nil)
            return UndoChange(
                memory: step.memory,
                edition: step.edition,
                replacement: stored,
                isDeleted: step.isDeleted
            )
        }
    }
}

extension MemoryService {
    /// The dry run of `undo`. An access for writing decides which memories.
    package func undoPlan(_ access: Access, _ applications: [ApplicationID], since moment: Timestamp) async throws
        -> UndoPlan
    {
        try await faultsOnly { try await undoer.plan(access, applications, since: moment) }
    }

    /// Undoes everything the application wrote since the moment, in one step: memories get their content from before,
    /// those that it deleted come back (`limits.deletedDays`), and those that it stored are removed. What somebody else
    /// changed later stays.
    /// - Parameter applications: the registrations of one application; the first names the undoing.
    /// - Returns: what was undone, which `takeBack` brings back for a day; nil when there was nothing to undo.
    /// - Throws: `conflict` when the memories change all the time.
    package func undo(_ access: Access, _ applications: [ApplicationID], since moment: Timestamp) async throws
        -> UndoneApplication?
    {
        try await faultsOnly { try await undoer(access, applications, since: moment) }
    }

    /// The undoings that can be taken back, newest first.
    package func undone(_ access: Access) async throws -> [UndoneApplication] {
        try await faultsOnly {
            try await records.undos.undone(
                access,
                after: undoer.time.now().advanced(by: .zero - UndoneApplication.lifetime)
            )
        }
    }

    /// Brings back what `undo` replaced, except memories that changed since; returns how many.
    /// - Throws: `notFound` after a day, when it was brought back already, or when it is not within reach.
    package func takeBack(_ access: Access, _ id: ID<UndoneApplication>) async throws -> Int {
        try await faultsOnly { try await undoer.takeBack(access, id) }
    }
}
