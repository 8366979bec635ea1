/// The start page.
struct LandingPage: WebPage {
    static let template = "landing"

    let title = localized("Welcome")
    let width = "broad"
    let version: String
    /// Whether people can log in.
    let hasAccounts: Bool
    /// Whether people can connect applications.
    let hasApplications: Bool
}
