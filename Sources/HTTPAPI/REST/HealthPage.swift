/// The server's health for a person.
struct HealthPage: WebPage {
    static let template = "health"

    let title = "Health"
    let width = ""
    let person: String? = nil
    let version: String
    /// Why nothing can be stored at the moment; nil when it can.
    let storage: String?
    /// How memories are found at the moment.
    let search: String
}
