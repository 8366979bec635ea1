package import Base
package import Identity

/// The outcome of undoing an application, memory by memory.
package struct UndoPlan: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        /// The memory gets this content back. One that the application deleted comes back with it.
        case restores(MemoryVersion)
        /// The application stored it since the moment, so it is removed.
        case removes
        case stays(Reason)

        /// Whether the memory and its content stay.
        fileprivate var keepsContent: Bool {
            switch self {
            case .stays: true
            case .restores, .removes: false
            }
        }
    }

    /// The reason for leaving a memory as it is.
    package enum Reason: Sendable, Hashable {
        /// Somebody else wrote the present content after the application, or a new memory with the same id.
        case changedLater
        /// The application stored it, and somebody pinned it.
        case pinned
        /// The content from before the moment was not kept (`limits.versionCount`, `limits.versionDays`).
        case versionGone
    }

    package struct Step: Sendable, Hashable {
        package let memory: Memory
        /// The edition that the plan was made for.
        package let edition: Int
        package let outcome: Outcome
        /// Whether the application deleted it.
        package let isDeleted: Bool
        /// Whether the application archived it, so that it is taken out of the archive.
        package let isUnarchived: Bool

        package init(
            memory: Memory,
            edition: Int,
            outcome: Outcome,
            isDeleted: Bool = false,
            isUnarchived: Bool = false
        ) {
            self.memory = memory
            self.edition = edition
            self.outcome = outcome
            self.isDeleted = isDeleted
            self.isUnarchived = isUnarchived
        }
    }

    package let since: Timestamp
    package let steps: [Step]
    /// Whether there are more memories than one plan covers: undo again for the rest.
    package let hasMore: Bool

    /// - Parameters:
    ///   - histories: of memories that the application wrote or deleted since the moment.
    ///   - applications: its registrations.
    init(_ histories: [MemoryHistory], of applications: [ApplicationID], since: Timestamp, hasMore: Bool) {
        let applications = Set(applications)
        self.since = since
        self.hasMore = hasMore
        func isUndone(_ written: Authorship?) -> Bool {
            written.map { applications.contains($0.provenance.application) && $0.at >= since } ?? false
        }
        var steps = histories.filter { $0.deletion == nil }.map { history in
            let outcome = Self.outcome(history, isUndone)
            guard let archived = history.archived, isUndone(archived) else {
                return Step(memory: history.memory, edition: history.edition, outcome: outcome)
            }
            return Step(
                memory: history.memory,
                edition: history.edition,
                outcome: outcome.keepsContent ? .restores(history.last(until: archived.at)) : outcome,
                isUnarchived: true
            )
        }
        // A memory that the application stored in place of a deleted one is removed first.
        let removed = Set(steps.filter { $0.outcome == .removes }.map { OwnedID($0.memory) })
        var recovered: Set<OwnedID> = []
        // The last of several with one id comes back.
        for history in histories.reversed() {
            guard let deletion = history.deletion, let outcome = Self.outcome(history, deletion, isUndone) else {
                continue
            }
            let id = OwnedID(history.memory)
            guard recovered.insert(id).inserted else { continue }
            let isTaken = deletion.isReplaced && !removed.contains(id)
            steps.append(
                Step(
                    memory: history.memory,
                    edition: history.edition,
                    outcome: isTaken ? .stays(.changedLater) : outcome,
                    isDeleted: true
                )
            )
        }
        self.steps = steps
    }

    private static func outcome(_ history: MemoryHistory, _ isUndone: (Authorship?) -> Bool) -> Outcome {
        guard isUndone(history.memory.provenance?.changed) else { return .stays(.changedLater) }
        if let version = history.former.first(where: { !isUndone($0.written) }) { return .restores(version) }
        guard history.former.last?.edition ?? history.edition == 1 else { return .stays(.versionGone) }
        return history.memory.pinned ? .stays(.pinned) : .removes
    }

    /// Nil for a memory that the application both stored and deleted since the moment.
    private static func outcome(
        _ history: MemoryHistory,
        _ deletion: MemoryHistory.Deletion,
        _ isUndone: (Authorship?) -> Bool
    ) -> Outcome? {
        guard isUndone(history.memory.provenance?.changed) else { return .restores(history.last(until: deletion.at)) }
        if let version = history.former.first(where: { !isUndone($0.written) }) { return .restores(version) }
        return history.former.last?.edition ?? history.edition == 1 ? nil : .stays(.versionGone)
    }
}

/// An application that was undone; for a day this can itself be undone.
package struct UndoneApplication: Sendable, Hashable {
    /// The time in which an undoing can be taken back.
    package static let lifetime: Duration = .seconds(86_400)

    package let id: ID<UndoneApplication>
    package let application: ApplicationID
    /// Everything the application wrote from this moment on was undone.
    package let since: Timestamp
    package let at: Timestamp
    package let restored: Int
    package let removed: Int

    package init(
        id: ID<UndoneApplication>,
        application: ApplicationID,
        since: Timestamp,
        at: Timestamp,
        restored: Int,
        removed: Int
    ) {
        self.id = id
        self.application = application
        self.since = since
        self.at = at
        self.restored = restored
        self.removed = removed
    }

    /// Until when it can be taken back.
    package var endsAt: Timestamp { at.advanced(by: Self.lifetime) }
}
