/// Why a client is not connected, and what to do: whole sentences.
package struct ConnectionRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
