package import Base

/// An application that a person paused.
package struct PausedApplication: Sendable, Hashable {
    package let application: ApplicationID
    package let pausedAt: Timestamp

    package init(application: ApplicationID, pausedAt: Timestamp) {
        self.application = application
        self.pausedAt = pausedAt
    }
}
