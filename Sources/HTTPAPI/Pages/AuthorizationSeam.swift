package import Authorization
package import Base
package import Hummingbird

/// What the authorization server asks of the pages: a decision that only the person at the browser can make.
package protocol ConsentPages: Sendable {
    /// Who is logged in at this browser; nil for nobody.
    func visitor(_ request: Request, at now: Timestamp) async throws -> Visitor?

    /// The seal for a form that is shown to this visitor for this purpose.
    func seal(_ purpose: [String], for visitor: Visitor) -> String

    /// Stops forms sent from other sites.
    /// - Throws: `forbidden`.
    func requireOwnPage(_ request: Request) throws

    /// The visitor who sends a form back that was shown to them, for this purpose.
    /// - Parameter page: the path that shows the form again.
    /// - Throws: `forbidden`, with the way on.
    func answering(
        _ request: Request,
        seal: String,
        purpose: @Sendable (Visitor) -> [String],
        page: String,
        at now: Timestamp
    ) async throws -> Visitor
}

/// What the pages ask of the authorization server: which application sent a person to the log-in page.
package protocol LoginAsker: Sendable {
    /// The application behind a path of the authorization endpoint; nil when its request has no way back.
    func application(behind destination: LoginDestination, at now: Timestamp) async -> AskingApplication?
}

/// An application that sent a person to log in.
package struct AskingApplication: Sendable {
    /// What is shown before the person goes on, upstream above all (MCP authorization, "confused deputy").
    package struct Description: Sendable {
        let name: String
        let host: String?
        let redirectHost: String
        let scopes: [String]
    }

    /// Nil where its request is not in order: it is told so after the login.
    let description: Description?
    /// Whom the application expects (OIDC Core §3.1.2.1).
    let loginHint: String?
    /// Where a remembered consent leads the form of the log-in page, as a source of CSP `form-action`.
    let formTarget: String
}
