package import Base

/// Makes the values of a new user: the user and the personal workspace that comes with it.
package struct Provisioning: Sendable {
    private let time: any TimeSource
    private let random: any RandomSource

    package init(time: any TimeSource, random: any RandomSource) {
        self.time = time
        self.random = random
    }

    /// Nothing is stored yet. Throws `validationFailed` for a name against the rules (`UserName`).
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
        // Named after its own id: unique whatever users and teams are called, and whatever name the store settles on.
        let personal = Workspace(
            id: ID(workspace),
            name: Self.personalPrefix + workspace.lowercased(),
            kind: .personal,
            privacy: .privatePerUser,
            createdAt: now
        )
        return (user, personal)
    }

    /// Nothing is stored yet. Throws `validationFailed` for a name against the rules.
    package func newTeam(name: String, privacy: Workspace.Privacy) throws -> Workspace {
        let name = try Self.teamName(name)
        let now = time.now()
        return Workspace(id: ID(newID(now)), name: name, kind: .team, privacy: privacy, createdAt: now)
    }

    /// The name of a team workspace as it is kept: in Normalization Form C, as names of users are.
    /// - Throws: `validationFailed` for a name that a team workspace must not have.
    static func teamName(_ name: String) throws -> String {
        let name = UserName.normalized(name)
        try UserName.check(name)
        guard !name.hasPrefix(personalPrefix) else {
            throw Fault.validation(
                "name",
                "reserved",
                "Names beginning with \(personalPrefix) belong to personal workspaces."
            )
        }
        return name
    }

    private func newID(_ now: Timestamp) -> String { ULID.make(at: now, random: random) }

    private static let personalPrefix = "personal-"
}
