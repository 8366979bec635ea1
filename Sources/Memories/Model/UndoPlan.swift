package import Base
package import Identity

/// The outcome of undoing an application, memory by memory.
package struct UndoPlan: Sendable, Hashable {
    package enum Outcome: Sendable, Hashable {
        /// The memory gets this content back.
        case restores(MemoryVersion)
        /// The application stored it since the moment, so it is removed.
        case removes
        case stays(Reason)
    }

    /// The reason for leaving a memory as it is.
    package enum Reason: Sendable, Hashable {
        /// Somebody else wrote the present content after the application.
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

        package init(memory: Memory, edition: Int, outcome: Outcome) {
            self.memory = memory
            self.edition = edition
            self.outcome = outcome
        }
    }

    package let application: ApplicationID
    package let since: Timestamp
    package let steps: [Step]
    /// Whether there are more memories than one plan covers: undo again for the rest.
    package let hasMore: Bool

    /// - Parameter histories: of memories that the application wrote since the moment.
    init(_ histories: [MemoryHistory], of application: ApplicationID, since: Timestamp, hasMore: Bool) {
        self.application = application
        self.since = since
        self.hasMore = hasMore
        steps = histories.map { history in
            Step(
                memory: history.memory,
                edition: history.edition,
                outcome: Self.outcome(history) { $0?.provenance.application == application && $0?.at ?? since >= since }
            )
        }
    }

    private static func outcome(_ history: MemoryHistory, isUndone: (Authorship?) -> Bool) -> Outcome {
        guard isUndone(history.memory.provenance?.changed) else { return .stays(.changedLater) }
        if let version = history.former.first(where: { !isUndone($0.written) }) { return .restores(version) }
        guard history.former.last?.edition ?? history.edition == 1 else { return .stays(.versionGone) }
        return history.memory.pinned ? .stays(.pinned) : .removes
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
