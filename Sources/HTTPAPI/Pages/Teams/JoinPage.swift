import Authorization
import Base
import Identity

/// The page behind the link of an invitation.
struct JoinPage: WebPage {
    static let template = "join"

    /// The fields of the form for a new account that are wrong.
    enum Wrong { case name, password }

    let title: String
    let path: String
    /// Nil for an invitation to the server alone.
    let team: String?
    let monogram: Monogram
    let inviter: String?
    let role: String
    let isShared: Bool
    let canWrite: Bool
    let expires: String
    /// The person who is logged in; nil for no one.
    let person: String?
    let login: String
    /// Whether a person without an account may create one here.
    let makesAccount: Bool
    let username: String
    let problem: PageProblem?
    let badName: Bool
    let badPassword: Bool
    let seal: String

    init(
        _ open: OpenInvitation,
        path: String,
        person: String?,
        makesAccount: Bool,
        username: String = "",
        wrong: (field: Wrong, problem: PageProblem)? = nil,
        seal: String
    ) {
        let (workspace, invitation) = (open.workspace, open.invitation)
        title = Self.title(workspace, isWrong: wrong != nil)
        self.path = path
        team = workspace?.name
        monogram = Monogram(of: workspace?.name ?? "Agent Memory")
        inviter = open.inviter
        role = invitation.role.word
        isShared = workspace?.privacy == .shared
        canWrite = invitation.role != .reader
        expires = ShownTime.date(invitation.expiresAt)
        self.person = person
        login = PageEndpoint.login(continuing: path)
        self.makesAccount = makesAccount
        self.username = username
        problem = wrong?.problem
        badName = wrong?.field == .name
        badPassword = wrong?.field == .password
        self.seal = seal
    }

    private static func title(_ team: Workspace?, isWrong: Bool) -> String {
        guard let team else {
            return isWrong ? localized("Error: Create your account") : localized("Create your account")
        }
        return isWrong ? localized("Error: Join \(team.name)") : localized("Join \(team.name)")
    }
}
