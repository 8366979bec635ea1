import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging
import Memories

/// The pages of teams: who is in one, with which role. Its admins change roles and remove people; nobody changes their
/// own role, and the last admin cannot leave, so that a team keeps one.
struct TeamRoutes: Sendable {
    let web: PageEnvironment
    let workspaces: WorkspaceDirectory
    let invitations: Invitations
    let memories: MemoryService

    static let purpose = ["teams"]

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.teams, .get) { request, _ in
            try await web.page(request) { visit in try web.show(teamsPage(visit), visit, at: .teams) }
        }
        router.on(.teams, .post, use: create)
        router.on(.team, .get, use: show)
        router.on(.teamMember, .post, use: change)
        router.on(.teamLeave, .post, use: leave)
        router.on(.teamInvitation, .post, use: invite)
        router.on(.teamWithdrawal, .post, use: withdraw)
    }

    private func teamsPage(_ visit: PageVisit, name: String = "", problem: PageProblem? = nil) -> TeamsPage {
        TeamsPage(
            visit.visitor.memberships,
            mayCreate: visit.visitor.user.isAdministrator,
            name: name,
            problem: problem,
            seal: web.seal(Self.purpose, for: visit.visitor)
        )
    }

    /// Creates a team, with the administrator of the server who asked as its first admin.
    @Sendable private func create(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: PageEndpoint.teams.rawValue)
        guard visit.visitor.user.isAdministrator else {
            throw Fault(.forbidden, "Only administrators of this server create teams.")
        }
        guard let privacy = try form.value("privacy").flatMap({ Workspace.Privacy(rawValue: $0) }) else {
            throw Fault(.invalidRequest, "Choose who sees the memories of the team.")
        }
        let name = try form.value("name") ?? ""
        do {
            let team = try await workspaces.add(name: name.trimmingBlanks(), privacy: privacy)
            try await workspaces.setMember(visit.visitor.user, of: team, role: .admin)
            context.logger.notice(
                "team created",
                metadata: ["workspace": "\(team.id)", "by": "\(visit.visitor.user.id)"]
            )
            return web.done(
                "The team \(team.name) is created. Invite people below.",
                visit,
                then: PageEndpoint.team.path(Percent.encode(team.id.rawValue))
            )
        } catch let fault as Fault where [.validationFailed, .conflict].contains(fault.code) {
            context.logger.noteRefusal(fault)
            let problem = PageProblem(text: fault.detail, reference: context.id)
            return try web.show(
                teamsPage(visit, name: name, problem: problem),
                visit,
                at: .teams,
                status: .init(code: fault.code.status)
            )
        }
    }

    /// The team of the path, if the person is in it.
    /// - Throws: `notFound`, for a foreign team as for one that does not exist.
    func team(_ context: EdgeContext, _ visit: PageVisit) throws -> Membership {
        let id = try context.pathParameter("workspace_id")
        guard let membership = visit.visitor.memberships.first(where: { $0.workspace.id.rawValue.isExactly(id) }),
            membership.workspace.kind == .team
        else { throw Fault(.notFound, "Team not found") }
        return membership
    }

    @Sendable private func show(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try await web.page(request) { visit in
            let membership = try team(context, visit)
            let access = try AccessPolicy.access(
                visit.visitor.principal,
                workspace: membership.workspace.id,
                to: .read
            )
            let isManaged = (try? manage(membership, visit)) != nil
            let page = TeamPage(
                membership,
                try await workspaces.members(of: membership.workspace),
                memories: try await memories.list(access, MemoryFilter(), page: PageRequest(limit: 1)).total,
                invitations: isManaged
                    ? try await InvitationCard(invitations, to: membership.workspace, visit, web) : nil,
                seal: web.seal(Self.purpose, for: visit.visitor)
            )
            return try web.show(page, visit, at: .teams)
        }
    }

    /// - Throws: `forbidden` for people who do not manage the team.
    func manage(_ membership: Membership, _ visit: PageVisit) throws {
        _ = try AccessPolicy.access(visit.visitor.principal, workspace: membership.workspace.id, to: .administer)
    }

    @Sendable private func change(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.teams.rawValue
        let (visit, form) = try await web.form(request, sealedFor: Self.purpose, page: path)
        let membership = try team(context, visit)
        try manage(membership, visit)
        let wanted = try form.value("member")
        let members = try await workspaces.members(of: membership.workspace)
        guard let member = members.first(where: { $0.user.id.rawValue == wanted })?.user else {
            throw Fault(.notFound, "This person is not in the team.")
        }
        guard member.id != visit.visitor.user.id else {
            throw Fault(.forbidden, "Another admin of the team can change your role.")
        }
        let back = PageEndpoint.team.path(Percent.encode(membership.workspace.id.rawValue))
        if try form.value("action") == "remove" {
            try await workspaces.removeMember(member, of: membership.workspace, keepingAnAdmin: true)
            return web.done("\(member.name) is no longer in the team.", visit, then: back)
        }
        guard let role = try form.value("role").flatMap({ Role(rawValue: $0) }) else {
            throw Fault(.invalidRequest, "Choose a role.")
        }
        try await workspaces.setMember(member, of: membership.workspace, role: role, keepingAnAdmin: true)
        return web.done("\(member.name) is now \(role.word).", visit, then: back)
    }

    @Sendable private func leave(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let path = PageEndpoint.teams.rawValue
        let (visit, _) = try await web.form(request, sealedFor: Self.purpose, page: path)
        let membership = try team(context, visit)
        try await workspaces.removeMember(visit.visitor.user, of: membership.workspace, keepingAnAdmin: true)
        return web.done("You left the team \(membership.workspace.name).", visit, then: path)
    }
}
