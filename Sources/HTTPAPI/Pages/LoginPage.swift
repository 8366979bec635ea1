/// The login page.
struct LoginPage: WebPage {
    static let template = "login"

    struct Provider: Sendable {
        let name: String
        let title: String
        let seal: String
    }

    let title: String
    /// The application that sent the person here.
    let client: AskingApplication.Description?
    let problem: PageProblem?
    let providers: [Provider]
    let local: Bool
    let username: String
    let `continue`: String
    let seal: String
    let hasProviders: Bool
    /// Whether the person is at the server's own machine, where the setup page is available.
    let isLocal: Bool
}
