import ArgumentParser
import Authorization
import Base
import HTTPAPI
import Identity
import Memories

struct WorkspaceInvite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Print a link with which one person joins a team workspace.",
        discussion: """
            The link works once. A person without an account creates one with it, unless you add --existing. \
            Admins of the workspace see and withdraw it on the team's page.

            Examples:
              agent-memory workspace invite shop --for bob@example.com
              agent-memory workspace invite shop --role reader --days 30
            """
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption
    @Argument(help: "Name or id of the workspace.") var workspace: String
    @Option(help: "The role: reader, member or admin.") var role = Role.member
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("For whom it is; shown on the team's page.", valueName: "text")
    )
    var note = ""
    @Option(help: "Days it is valid, 1 to 90; login.invitationDays by default.") var days: Int?
    @Flag(help: "Only for a person who has an account.") var existing = false

    func run() async throws {
        let settings = try options.settings()
        guard let origin = settings.pagesOrigin else {
            throw CommandFailure(
                "People cannot log in to this server: set http.publicUrl, and login.local or login.providers."
            )
        }
        let tools = try Wiring.operatorTools(settings)
        let found = try await tools.workspaces.workspace(workspace)
        let (invitation, secret) = try await tools.invitations.invite(
            to: found,
            as: role,
            by: nil,
            for: note.trimmingBlanks(),
            days: days,
            makesAccount: !existing,
            at: tools.time.now()
        )
        let link = InvitationLink.url(origin: origin, secret).reveal()
        let end = String(invitation.expiresAt.description.prefix(10))
        tools.report("Invited one person to workspace \(found.name) as \(role.rawValue) until \(end)", output.format)
        switch output.format {
        case .json:
            try Terminal.json([
                "id": .string(invitation.id.rawValue), "link": .string(link), "role": .string(role.rawValue),
                "expires": .string(invitation.expiresAt.description),
            ])
        case .text: Terminal.line(link)
        }
    }
}
