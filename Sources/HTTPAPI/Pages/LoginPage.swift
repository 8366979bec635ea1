/// The log-in page.
struct LoginPage: WebPage {
    static let template = "login"

    struct Provider: Sendable {
        let name: String
        let title: String
        let seal: String
    }

    let title: String
    let width = ""
    let person: String? = nil
    /// The application that sent the person here.
    let client: AskingApplication.Description?
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
