/// The login page.
struct LoginPage: WebPage {
    static let template = "login"

    struct Provider: Sendable {
        let name: String
        let title: String
        let seal: String
    }

    /// The request of the page's script to the browser.
    struct PasskeyForm: Sendable {
        let options: String
        /// The only origin at which browsers have these passkeys.
        let origin: String
        let seal: String
    }

    let title: String
    /// The application that sent the person here.
    let client: AskingApplication.Description?
    let problem: PageProblem?
    let providers: [Provider]
    /// Nil where nobody logs in with a passkey.
    let passkey: PasskeyForm?
    let local: Bool
    let username: String
    let `continue`: String
    let seal: String
    /// Whether there is another way than a password.
    let hasOthers: Bool
    /// Whether the person is at the server's own machine, where the setup page is available.
    let isLocal: Bool
}
