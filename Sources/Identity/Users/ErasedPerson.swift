/// The numbers of what was erased with a person.
package struct ErasedPerson: Sendable, Hashable {
    package let memories: Int
    package let sessions: Int
    package let tokens: Int
    package let applications: Int
    package let browsers: Int
    package let teams: Int
    /// Workspaces in which back ends filed something under the name that the person never entered: it may be somebody
    /// else's, and stays.
    package let placesLeft: Int

    package init(
        memories: Int = 0,
        sessions: Int = 0,
        tokens: Int = 0,
        applications: Int = 0,
        browsers: Int = 0,
        teams: Int = 0,
        placesLeft: Int = 0
    ) {
        self.memories = memories
        self.sessions = sessions
        self.tokens = tokens
        self.applications = applications
        self.browsers = browsers
        self.teams = teams
        self.placesLeft = placesLeft
    }
}

/// The result of erasing a person.
package enum UserErasure: Sendable, Hashable {
    case done(ErasedPerson)
    /// The user does not exist.
    case absent
    /// Refused without any change, because no active administrator would be left.
    case lastAdministrator
}
