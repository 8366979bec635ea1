package import Base

/// Creates the values of a new user and of the personal workspace.
package struct Provisioning: Sendable {
    private let time: any TimeSource
    private let random: any RandomSource

    package init(time: any TimeSource, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    /// A new user and workspace, not stored yet.
    /// - Throws: `validationFailed` for an invalid name (`UserName`).
    package func newUser(
        name: String,
        displayName: String? = nil,
        email: String? = nil,
        isAdministrator: Bool = false
    ) throws -> (user: User, personal: Workspace) {
        let name = UserName.normalized(name)
        try UserName.check(name)
        let now = time.now()
        let workspace = newID(now)
        let user = User(
            id: ID(newID(now)),
            name: name,
            displayName: try displayName.map {
                try DisplayText.check($0, field: "display_name", limit: DisplayText.displayNameLimit)
            },
            email: try email.map { try DisplayText.check($0, field: "email", limit: DisplayText.emailLimit) },
            isAdministrator: isAdministrator,
            createdAt: now,
            personalWorkspace: ID(workspace)
        )
        // Named after its own id, which is unique whatever the names of users and teams are.
        let personal = Workspace(
            id: ID(workspace),
            name: Self.personalPrefix + workspace.lowercased(),
            kind: .personal,
            privacy: .privatePerUser,
            createdAt: now
        )
        return (user, personal)
    }

    /// A new team workspace, not stored yet.
    /// - Throws: `validationFailed` for an invalid name.
    package func newTeam(name: String, privacy: Workspace.Privacy) throws -> Workspace {
        let name = try Self.teamName(name)
        let now = time.now()
        return Workspace(id: ID(newID(now)), name: name, kind: .team, privacy: privacy, createdAt: now)
    }

    /// The name of a team workspace as it is stored: in Normalization Form C, like names of users.
    /// - Throws: `validationFailed` for a name that a team workspace must not have.
    static func teamName(_ name: String) throws -> String {
        let name = UserName.normalized(name)
        try UserName.check(name)
        guard !name.hasPrefix(personalPrefix) else {
            throw Fault.validation(
                "name",
                "reserved",
                "Names that begin with \(personalPrefix) are reserved for personal workspaces."
            )
        }
        return name
    }

    /// A name for the deeds of a person who is erased; it says nothing about them.
    func pseudonym() -> String { "erased-" + newID(time.now()) }

    private func newID(_ now: Timestamp) -> String { ULID.make(at: now, random: random) }

    private static let personalPrefix = "personal-"
}
