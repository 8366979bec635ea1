import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging
import Memories

/// The forms on a team's page with which its admins invite people. The link is shown once, to its maker.
extension TeamRoutes {
    @Sendable func invite(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: PageEndpoint.teams.rawValue)
        let membership = try team(context, visit)
        try manage(membership, visit)
        guard let role = try form.value("role").flatMap({ Role(rawValue: $0) }) else {
            throw Fault(.invalidRequest, "Choose a role.")
        }
        guard let days = try form.value("days").flatMap({ Int($0) }) else {
            throw Fault(.invalidRequest, "Choose for how many days the invitation is valid.")
        }
        let maker = visit.visitor.user
        let (invitation, secret) = try await invitations.invite(
            to: membership.workspace,
            as: role,
            by: maker,
            for: (form.value("note") ?? "").trimmingBlanks(),
            days: days,
            makesAccount: maker.isAdministrator && form.value("account") == "yes",
            at: visit.now
        )
        context.logger.note("made", invitation, by: maker)
        web.flashes.leave(
            .link(InvitationLink.url(origin: web.origin, secret), invitation.note),
            for: visit.visitor.session.id,
            at: visit.now
        )
        return .seeOther(PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue)))
    }

    @Sendable func withdraw(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: PageEndpoint.teams.rawValue)
        let membership = try team(context, visit)
        try manage(membership, visit)
        let open = try await invitations.list(to: membership.workspace, at: visit.now)
        let wanted = try form.value("invitation") ?? ""
        try await invitations.withdraw(ID(wanted), to: membership.workspace)
        if let invitation = open.first(where: { $0.id.rawValue.isExactly(wanted) }) {
            context.logger.note("withdrawn", invitation, by: visit.visitor.user)
        }
        return web.done(
            "The invitation is withdrawn: its link no longer works.",
            visit,
            then: PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue))
        )
    }
}

extension Logger {
    /// Logs an event of an invitation, by ids.
    func note(_ event: String, _ invitation: Invitation, by user: User) {
        info(
            "invitation \(event)",
            metadata: [
                "invitation": "\(invitation.id)", "workspace": "\(invitation.workspace?.rawValue ?? "none")",
                "role": "\(invitation.role.rawValue)", "by": "\(user.id)",
            ]
        )
    }
}
