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
