import Base

/// The page of a person's data, to take along or to erase.
struct TakeoutPage: WebPage {
    static let template = "data"

    struct Place: Sendable {
        let name: String
        let contents: String
    }

    let title = localized("My data")
    let places: [Place]
    let seal: String
}
