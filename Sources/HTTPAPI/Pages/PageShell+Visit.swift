import Authorization
import Base
import Identity

extension PageShell {
    /// The shell around the pages of a visit.
    init(
        _ visit: PageVisit,
        seals: (logout: String, workspace: String),
        notices: [String],
        hasApplications: Bool,
        at place: Place?
    ) {
        self.init(
            person: visit.visitor.user.displayName ?? visit.visitor.user.name,
            email: visit.visitor.user.email,
            workspaces: visit.visitor.memberships.map { membership in
                Choice(
                    id: membership.workspace.id.rawValue,
                    name: membership.workspace.name,
                    isPersonal: membership.workspace.kind == .personal,
                    role: membership.role.word,
                    isCurrent: membership == visit.membership
                )
            },
            seals: seals,
            notices: notices,
            hasApplications: hasApplications,
            isAdministrator: visit.visitor.user.isAdministrator,
            at: place
        )
    }
}
