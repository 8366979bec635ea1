/// A token that was just created: its secret is shown only once.
struct ShownNewToken: Sendable {
    let text: String
    let secret: String
}
