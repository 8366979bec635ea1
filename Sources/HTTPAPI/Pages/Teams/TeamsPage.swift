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

    let title: String
    let teams: [Team]
    let hasTeams: Bool
    /// Whether the person may create a team.
    let mayCreate: Bool
    /// The name as it was typed.
    let name: String
    /// Why no team was created.
    let problem: PageProblem?
    let seal: String

    init(_ memberships: [Membership], mayCreate: Bool, name: String, problem: PageProblem?, seal: String) {
        title = problem == nil ? localized("Teams") : localized("Error: Teams")
        self.mayCreate = mayCreate
        self.name = name
        self.problem = problem
        self.seal = seal
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
