/// The number of a person's own memories in a workspace.
struct ShownMemoryCount: Sendable {
    let workspace: String
    let number: String
}
