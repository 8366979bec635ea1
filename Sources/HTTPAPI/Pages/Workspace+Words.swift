import Identity

extension Workspace {
    /// The workspace's name on pages.
    var words: String { kind == .personal ? "your own memories" : "team \(name)" }
}
