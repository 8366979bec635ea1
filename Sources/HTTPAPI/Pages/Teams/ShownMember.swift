import Base
import Identity

/// A member of a team in its list.
struct ShownMember: Sendable {
    let id: String
    let name: String
    let monogram: Monogram
    let detail: String
    let role: String
    let isSelf: Bool
    /// Whether the person who sees the page may change the role.
    let canChange: Bool
    /// By its name, the role.
    let on: [String: Bool]

    init(_ user: User, _ role: Role, canChange: Bool, isSelf: Bool) {
        id = user.id.rawValue
        name = user.displayName ?? user.name
        monogram = Monogram(ofPerson: name)
        detail = user.name
        self.role = role.word
        self.isSelf = isSelf
        self.canChange = canChange
        on = [role.rawValue: true]
    }
}
