/// The account page.
struct AccountPage: WebPage {
    static let template = "account"
    /// The form value of a token that never expires.
    static let never = "never"

    /// The number of the person's own memories in a workspace.
    struct MemoryCount: Sendable {
        let workspace: String
        let number: String
    }

    struct NewToken: Sendable {
        let text: String
        let secret: String
    }

    struct Token: Sendable {
        let id: String
        let text: String
        let masked: String
        let scopes: String
        let created: String
        let expires: String
        let lastUsed: String
        let seal: String
    }

    struct Session: Sendable {
        let id: String
        let agent: String
        let since: String
        let provider: String?
        let isCurrent: Bool
        let seal: String
    }

    let title: String
    /// An error of the whole page, shown at its top.
    let problem: String?
    /// An error of the password form, shown in its card, where the focus is.
    let passwordProblem: String?
    /// The id of the failed request, under which the log has the cause.
    let reference: String?
    /// Tokens that were just created; their secrets are shown only once.
    let newTokens: [NewToken]
    let userName: String
    let displayName: String?
    let email: String?
    let since: String
    /// Whether applications can connect, which keep working after a change of the password.
    let hasApplications: Bool
    let memories: [MemoryCount]
    let tokens: [Token]
    let tokenSeal: String
    let sessions: [Session]
    /// Nil when the person has no local password.
    let passwordSeal: String?
    /// Which field of the password form is wrong.
    let badCurrentPassword: Bool
    let badNewPassword: Bool
}
