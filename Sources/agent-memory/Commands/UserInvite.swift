import ArgumentParser
import Authorization
import Base
import HTTPAPI
import Identity
import Memories
import Settings

struct UserInvite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "invite",
        abstract: "Print a link with which one person creates an account.",
        discussion: """
            The link works once. The person chooses a user name and a password, which nobody else learns. Administrators see and \
            withdraw it on the page of people. To invite to a team as well, use `agent-memory workspace invite`.

            Example:
              agent-memory user invite --for bob@example.com --days 30
            """
    )

    @OptionGroup var options: CommonOptions
    @OptionGroup var output: FormatOption
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("For whom it is; shown on the page of people.", valueName: "text")
    )
    var note = ""
    @Option(help: "Days it is valid, 1 to 90; login.invitationDays by default.") var days: Int?

    func run() async throws {
        let settings = try options.settings()
        guard let origin = settings.pagesOrigin, settings.oauth.localLogin else {
            throw CommandFailure(
                "People cannot log in to this server with a password: set http.publicUrl and login.local."
            )
        }
        let tools = try Wiring.operatorTools(settings)
        let (invitation, secret) = try await tools.invitations.invite(
            to: nil,
            as: .reader,
            by: nil,
            for: note.trimmingBlanks(),
            days: days,
            makesAccount: true,
            at: tools.time.now()
        )
        let link = InvitationLink.url(origin: origin, secret).reveal()
        tools.report(
            "Invited one person until \(String(invitation.expiresAt.description.prefix(10)))",
            output.format
        )
        switch output.format {
        case .json:
            try Terminal.json([
                "id": .string(invitation.id.rawValue), "link": .string(link),
                "expires": .string(invitation.expiresAt.description),
            ])
        case .text: Terminal.line(link)
        }
    }
}
