/// A page of one's own.
struct AccountPage: WebPage {
    static let template = "account"
    /// The term of a token without an end, as the form says it.
    static let never = "never"

    struct ConnectedClient: Sendable {
        let id: String
        let name: String
        let host: String?
        let scopes: [String]
        let workspace: String
        let lastUsed: String
        let seal: String
    }

    /// Of the person's own memories in a workspace.
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
    let width = "wide"
    let person: String?
    /// Of the whole page; shown at its top.
    let problem: String?
    /// Of the password form; shown in its card, where the focus is.
    let passwordProblem: String?
    /// Of the request with the problem, as the log has it.
    let reference: String?
    /// What was just done.
    let notices: [String]
    /// Their secrets are shown this once.
    let newTokens: [NewToken]
    let userName: String
    let displayName: String?
    let email: String?
    let since: String
    let mcpURL: String
    let clients: [ConnectedClient]
    /// Whether applications can be connected: there is an authorization server.
    let hasApplications: Bool
    let memories: [MemoryCount]
    let tokens: [Token]
    let tokenSeal: String
    let sessions: [Session]
    /// Nil when the person has no password here to change.
    let passwordSeal: String?
    /// Which field of the password form the problem is about.
    let badCurrentPassword: Bool
    let badNewPassword: Bool
    let logoutSeal: String
}
