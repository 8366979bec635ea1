import Base
import Identity

/// The teams that a person is in.
struct TeamsPage: WebPage {
    static let template = "teams"

    struct Team: Sendable {
        let path: String
        let name: String
        let letters: String
        let hue: Int
        let role: String
    }

    let title = "Teams"
    let teams: [Team]
    let hasTeams: Bool

    init(_ memberships: [Membership]) {
        teams = memberships.filter { $0.workspace.kind == .team }.map { membership in
            let monogram = Monogram(of: membership.workspace.name)
            return Team(
                path: PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue)),
                name: membership.workspace.name,
                letters: monogram.letters,
                hue: monogram.hue,
                role: membership.role.rawValue
            )
        }
        hasTeams = !teams.isEmpty
    }
}

/// One team with its members.
struct TeamPage: WebPage {
    static let template = "team"

    struct Member: Sendable {
        let id: String
        let name: String
        let letters: String
        let hue: Int
        let detail: String
        let role: String
        let isSelf: Bool
        /// Whether the person who sees the page may change the role.
        let canChange: Bool
        /// By its name, the role.
        let on: [String: Bool]
    }

    let title: String
    let name: String
    let path: String
    let isShared: Bool
    let memories: String
    let members: [Member]
    let count: String
    let canLeave: Bool
    let seal: String

    /// - Parameters:
    ///   - memories: how many the person may read there.
    ///   - isManaged: whether the person may change roles.
    init(
        _ membership: Membership,
        _ members: [(user: User, role: Role)],
        memories: Int,
        isManaged: Bool,
        seal: String
    ) {
        title = membership.workspace.name
        name = membership.workspace.name
        path = PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue))
        isShared = membership.workspace.privacy == .shared
        self.memories = memories.of("memory", "memories")
        self.members = members.map { user, role in
            let shown = user.displayName ?? user.name
            let monogram = Monogram(of: shown)
            return Member(
                id: user.id.rawValue,
                name: shown,
                letters: String(monogram.letters.prefix(1)),
                hue: monogram.hue,
                detail: user.name,
                role: role.rawValue,
                isSelf: user.id == membership.user,
                canChange: isManaged && user.id != membership.user,
                on: [role.rawValue: true]
            )
        }
        count = members.count.of("person", "people")
        // An administrator hands the team over first, so that somebody can still manage it.
        canLeave = membership.role != .admin
        self.seal = seal
    }
}
