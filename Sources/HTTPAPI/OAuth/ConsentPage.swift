/// The consent page.
struct ConsentPage: WebPage {
    static let template = "consent"

    struct Choice: Sendable {
        let id: String
        let label: String
        let role: String
        let isFirst: Bool
    }

    let title = localized("Allow access")
    let clientName: String
    let clientHost: String?
    let redirectHost: String
    let userName: String
    let scopes: [String]
    /// The application chose its own name, which nobody verified.
    let isUnverified: Bool
    /// The redirect leads to the person's own device, where any program may be listening (RFC 8252 §8.6).
    let isNative: Bool
    /// Empty when the application requests no access to memories.
    let workspaces: [Choice]
    /// Whether there are workspaces to read besides the chosen one.
    let hasSeveral: Bool
    /// The workspace of a request without access to memories; otherwise nil, and the person chooses.
    let onlyWorkspace: String?
    /// The query of the authorization request, which is checked again when the form is submitted.
    let request: String
    /// The link with which another person logs in for the same request.
    let otherLogin: String
    let seal: String
}
