import Identity

extension Workspace {
    /// The workspace's name on pages.
    var words: String { kind == .personal ? "your own memories" : "team \(name)" }

    /// The same as a title: `My memories`, or the team's name.
    var title: String { kind == .personal ? "My memories" : name }
}
