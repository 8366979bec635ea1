/// A browser in which a person is logged in.
struct ShownLogin: Sendable {
    let id: String
    let agent: String
    let since: String
    let provider: String?
    let isCurrent: Bool
    let seal: String
}
