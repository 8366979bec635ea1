/// The server's health as a page.
struct HealthPage: WebPage {
    static let template = "health"

    let title = localized("Health")
    let version: String
    /// Why nothing can be stored at the moment; nil when it can.
    let storage: String?
    /// The kinds of search that work at the moment.
    let search: String
}
