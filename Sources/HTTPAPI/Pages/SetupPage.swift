/// The page on which the first password is chosen.
struct SetupPage: WebPage {
    static let template = "setup"

    let title: String
    let problem: PageProblem?
    /// Which field is wrong.
    let badToken: Bool
    let badPassword: Bool
    /// The user name, when there is exactly one user.
    let username: String?
    let seal: String
}
