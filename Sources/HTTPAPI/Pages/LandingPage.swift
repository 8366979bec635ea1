/// The first page.
struct LandingPage: WebPage {
    static let template = "landing"

    let title = "Welcome"
    let width = ""
    let person: String? = nil
    let version: String
    /// People can log in here.
    let hasAccounts: Bool
}
