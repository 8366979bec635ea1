import Base
import Identity

/// A member of a workspace as commands show it.
struct MemberRow: ListedRecord {
    let user: User
    let role: Role

    static let header = ["USER", "ROLE"]
    var cells: [String] { [user.name, role.rawValue] }
    var members: [String: JSONValue] { ["user": .string(user.name), "role": .string(role.rawValue)] }
}
