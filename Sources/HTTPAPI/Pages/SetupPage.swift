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
