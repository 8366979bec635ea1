/// A memory that a batch did not store, because the user has its text under another id.
package struct KnownMemory: Sendable, Hashable {
    package let memory: OwnedID
    /// The id that already holds the text.
    package let holder: String

    package init(_ memory: OwnedID, holder: String) {
        self.memory = memory
        self.holder = holder
    }
}
