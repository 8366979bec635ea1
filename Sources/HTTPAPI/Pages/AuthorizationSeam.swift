package import Authorization
package import Base
package import Hummingbird

/// The pages as the authorization server uses them, for decisions that only the person at the browser can make.
package protocol ConsentPages: Sendable {
    /// The languages of the pages besides those in the binary.
    var languages: [PageLanguage] { get }

    /// The person logged in at this browser; nil for no one.
    func visitor(_ request: Request, at now: Timestamp) async throws -> Visitor?

    /// The seal for a form that is shown to this visitor for this purpose.
    func seal(_ purpose: [String], for visitor: Visitor) -> String

    /// Refuses forms sent from other sites.
    /// - Throws: `forbidden`.
    func requireOwnPage(_ request: Request) throws

    /// The visitor who submits a form that was shown to them for this purpose.
    /// - Parameter page: the path that shows the form again.
    /// - Throws: `forbidden`, with a link to continue.
    func answering(
        _ request: Request,
        seal: String,
        purpose: @Sendable (Visitor) -> [String],
        page: String,
        at now: Timestamp
    ) async throws -> Visitor
}

/// The authorization server as the pages use it: finds the application that sent a person to the login page.
package protocol LoginAsker: Sendable {
    /// The application behind a path of the authorization endpoint; nil when the request's redirect URI is invalid.
    func application(behind destination: LoginDestination, at now: Timestamp) async -> AskingApplication?
}

/// An application that sent a person to log in.
package struct AskingApplication: Sendable {
    /// The details that the login page shows about the application before the person continues, especially to a
    /// provider (MCP authorization, "confused deputy").
    package struct Description: Sendable {
        let name: String
        let host: String?
        let redirectHost: String
        let scopes: [String]
    }

    /// Nil when the request is invalid; the application gets the error after the login.
    let description: Description?
    /// The user name that the application expects (OIDC Core §3.1.2.1).
    let loginHint: String?
    /// The target to which the login form redirects when the consent is remembered, as a source of CSP `form-action`.
    let formTarget: String
}
