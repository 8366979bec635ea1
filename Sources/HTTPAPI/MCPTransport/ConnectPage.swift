/// What a browser is shown at the address for MCP clients.
struct ConnectPage: WebPage {
    static let template = "connect"

    let title = "Connect an AI client"
    let width = "wide"
    let person: String? = nil
    /// Of the MCP endpoint, as clients are given it.
    let url: String
    /// Whether clients get their tokens here, from an authorization server.
    let clientsLogIn: Bool
    /// Whether people have an account page, and create API tokens on it.
    let hasAccounts: Bool
}
