/// The start page.
struct LandingPage: WebPage {
    static let template = "landing"

    let title = "Welcome"
    let width = ""
    let person: String? = nil
    let version: String
    /// Whether people can log in.
    let hasAccounts: Bool
    /// Whether people can connect applications.
    let hasApplications: Bool
}
