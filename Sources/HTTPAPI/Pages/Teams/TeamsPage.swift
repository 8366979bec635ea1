import Base
import Identity

/// The teams that a person is in.
struct TeamsPage: WebPage {
    static let template = "teams"

    struct Team: Sendable {
        let path: String
        let name: String
        let monogram: Monogram
        let role: String
    }

    let title = localized("Teams")
    let teams: [Team]
    let hasTeams: Bool

    init(_ memberships: [Membership]) {
        teams = memberships.filter { $0.workspace.kind == .team }.map { membership in
            Team(
                path: PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue)),
                name: membership.workspace.name,
                monogram: Monogram(of: membership.workspace.name),
                role: membership.role.word
            )
        }
        hasTeams = !teams.isEmpty
    }
}
