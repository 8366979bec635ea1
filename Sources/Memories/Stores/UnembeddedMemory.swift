/// A memory that still lacks a vector of the wanted model, as the background embedder sees it.
package struct UnembeddedMemory: Sendable {
    /// The store's own handle; meaningless outside it.
    package let row: Int64
    package let searchText: String
    /// Changes with the text: a vector for an older text is refused.
    package let version: Int64
    /// The store's number for the owner.
    package let place: Int64

    package init(row: Int64, searchText: String, version: Int64, place: Int64) {
        self.row = row
        self.searchText = searchText
        self.version = version
        self.place = place
    }
}
