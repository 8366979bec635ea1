package import Identity

/// How an import is done.
package struct ImportTerms: Sendable {
    /// The origin of the memories, written into their provenance.
    package var kind = ImportKind.export
    /// Whether memories that differ replace those that are here.
    package var replaces = false
    /// Whether a memory of another user than the caller may write for is refused; otherwise it becomes the caller's.
    package var keepsUsers = false

    package init(kind: ImportKind = .export, replaces: Bool = false, keepsUsers: Bool = false) {
        self.kind = kind
        self.replaces = replaces
        self.keepsUsers = keepsUsers
    }

    /// Whether a memory whose text its user has already, under another id, is left out. An export holds what was here
    /// and is taken as it is.
    var leavesOutRepeats: Bool { kind != .export }
}
