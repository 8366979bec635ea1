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

/// A token that was just created: its secret is shown only once.
struct ShownNewToken: Sendable {
    let text: String
    let secret: String
}
