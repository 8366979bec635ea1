import Base

/// The log-in page.
struct LoginPage: WebPage {
    static let template = "login"

    struct Provider: Sendable {
        let name: String
        let title: String
        let seal: String
    }

    struct Asking: Sendable {
        let name: String
        let host: String?
        let redirectHost: String
        let scopes: [String]
    }

    let title: String
    let width = ""
    let person: String? = nil
    /// The application that sent the person here.
    let client: Asking?
    let problem: String?
    /// Of the request with the problem, as the log has it.
    let reference: String?
    let providers: [Provider]
    let local: Bool
    let username: String
    let `continue`: String
    let seal: String
    let hasProviders: Bool
    /// The person is at the machine itself, where the set-up page is served.
    let isLocal: Bool
}

/// The consent page.
struct ConsentPage: WebPage {
    static let template = "consent"

    struct Choice: Sendable {
        let id: String
        let label: String
        let role: String
        let isFirst: Bool
    }

    let title = "Allow access"
    let width = ""
    let person: String?
    let clientName: String
    let clientHost: String?
    let redirectHost: String
    let userName: String
    let scopes: [String]
    /// The application named itself; nobody vouches for it.
    let isUnverified: Bool
    /// The way back is the person's own device, where anything may be listening (RFC 8252 §8.6).
    let isNative: Bool
    /// Empty when it asks for nothing of memories.
    let workspaces: [Choice]
    /// The workspace of a request that asks for nothing of memories; else the person chooses.
    let onlyWorkspace: String?
    /// The query of the authorization request, to be judged again when the form comes back.
    let request: String
    /// Where somebody else logs in for the same request.
    let otherLogin: String
    let seal: String
}

/// The end of an authorization for an application with a scheme of its own: the browser hands the answer over and stays
/// where it is, so there has to be a page to stay on.
struct LeavingPage: WebPage {
    static let template = "leaving"

    let title: String
    let width = ""
    let person: String? = nil
    let heading: String
    let text: String
    let application: String
    /// The redirect URI with the answer. Its scheme is one of those that may be registered, so it runs no code here.
    let link: String

    /// - Parameter fault: what the application is told instead of a code; nil when it got one.
    init(application: String, link: String, fault: Fault?) {
        title = "Opening \(application)"
        heading = "Opening \(application)…"
        if let fault {
            text =
                fault.code == .accessDenied
                ? "You did not allow \(application) to use your memories."
                : "\(application) asked for something that this server does not give. \(fault.detail)"
        } else {
            text = "\(application) continues from here."
        }
        self.application = application
        self.link = link
    }
}

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

/// One sentence and what to do: errors, and endings.
struct MessagePage: WebPage {
    static let template = "message"

    let title: String
    let width = ""
    var person: String?
    let heading: String
    let text: String
    var advice: String?
    var link: String?
    var linkText: String?
    var reference: String?
}

/// Choosing the first password.
struct SetupPage: WebPage {
    static let template = "setup"

    let title: String
    let width = ""
    let person: String? = nil
    let problem: String?
    /// Of the request with the problem, as the log has it.
    let reference: String?
    /// Which field it is about.
    let badToken: Bool
    let badPassword: Bool
    /// Of the only person there is.
    let username: String?
    let seal: String
}

/// What a browser is shown at the address for MCP clients.
struct ConnectPage: WebPage {
    static let template = "connect"

    let title = "Connect an AI client"
    let width = "wide"
    let person: String? = nil
    /// Of the MCP endpoint, as clients are given it.
    let url: String
    /// Whether people can log in here.
    let hasAccounts: Bool
}

/// The server's health for a person.
struct HealthPage: WebPage {
    static let template = "health"

    let title = "Health"
    let width = ""
    let person: String? = nil
    let version: String
    /// Why nothing can be stored at the moment; nil when it can.
    let storage: String?
    /// How memories are found at the moment.
    let search: String
}
