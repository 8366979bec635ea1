/// An API token in its owner's list.
struct ShownToken: Sendable {
    let id: String
    let text: String
    let masked: String
    let scopes: String
    let created: String
    let expires: String
    let lastUsed: String
    let seal: String
}
