import Identity

extension Workspace {
    /// The workspace's name on pages.
    var words: String { kind == .personal ? localized("your own memories") : localized("team \(name)") }

    /// The same as a title: `My memories`, or the team's name.
    var title: String { kind == .personal ? localized("My memories") : name }
}
