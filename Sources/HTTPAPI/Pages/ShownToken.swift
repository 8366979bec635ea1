/// An API token in its owner's list.
struct ShownToken: Sendable {
    let id: String
    /// The beginning of its description.
    let text: String
    /// The description, when that is not all of it.
    let whole: String?
    let masked: String
    let scopes: String
    let created: String
    let expires: String
    let lastUsed: String
    let seal: String
}
