/// The page that a browser is shown at the address for MCP clients.
struct ConnectPage: WebPage {
    static let template = "connect"

    let title = "Connect an AI client"
    let width = "broad"
    /// The URL of the MCP endpoint, as clients are given it.
    let url: String
    /// Whether this server is also the authorization server that issues clients' tokens.
    let clientsLogIn: Bool
    /// Whether users have an account page, where they create API tokens.
    let hasAccounts: Bool
}
