/// The passkeys of a person on the account page, and the form for another.
struct PasskeyCard: Sendable {
    struct Row: Sendable {
        let id: String
        let name: String
        let created: String
        let lastUsed: String
        let isBackedUp: Bool
    }

    let list: [Row]
    /// Whether the login is recent enough to add and remove.
    let isFresh: Bool
    let loginAgain: String
    let options: String
    let origin: String
    let seal: String
}
