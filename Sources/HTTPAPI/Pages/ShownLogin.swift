/// A browser in which a person is logged in.
struct ShownLogin: Sendable {
    let id: String
    let agent: String
    let since: String
    /// The time at which it was last seen; nil before that.
    let seen: ShownTime?
    let address: String?
    let provider: String?
    let isCurrent: Bool
    let seal: String
}
