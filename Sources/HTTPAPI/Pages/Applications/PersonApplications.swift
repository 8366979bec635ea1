package import Authorization
package import Base
package import Identity

/// The applications of a person, for the APIs of other systems: those that they let in, and their API tokens.
package struct PersonApplications: Sendable {
    package struct Entry: Sendable {
        package let id: String
        package let name: String
        /// Its registrations as provenance names them; never empty.
        package let applications: [ApplicationID]
        package let isPaused: Bool

        package init(id: String, name: String, applications: [ApplicationID], isPaused: Bool) {
            self.id = id
            self.name = name
            self.applications = applications
            self.isPaused = isPaused
        }
    }

    private let tokens: APITokenDirectory
    private let connected: ConnectedApplications?
    private let pauses: ApplicationPauses

    /// - Parameter connected: nil without an authorization server.
    package init(tokens: APITokenDirectory, connected: ConnectedApplications?, pauses: ApplicationPauses) {
        self.tokens = tokens
        self.connected = connected
        self.pauses = pauses
    }

    package func list(of user: ID<User>) async throws -> [Entry] {
        let paused = Set(try await pauses.paused(by: user).map(\.application))
        let subjects =
            try await (connected?.list(of: user) ?? []).map { ApplicationSubject($0) }
            + tokens.list(of: user).map { ApplicationSubject($0) }
        return subjects.map { subject in
            Entry(
                id: subject.id,
                name: subject.name,
                applications: subject.applications,
                isPaused: subject.applications.contains(where: paused.contains)
            )
        }
    }

    package func pause(_ entry: Entry, by user: ID<User>, at now: Timestamp) async throws {
        for application in entry.applications { try await pauses.pause(application, by: user, at: now) }
    }

    package func resume(_ entry: Entry, by user: ID<User>) async throws {
        for application in entry.applications { _ = try await pauses.resume(application, by: user) }
    }
}
