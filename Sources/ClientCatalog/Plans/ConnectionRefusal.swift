/// Why a client is not connected, and what to do: whole sentences.
package struct ConnectionRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    package let description: String
    /// Whether an API token is all that is missing.
    package let lacksToken: Bool

    init(_ description: String, lacksToken: Bool = false) {
        self.description = description
        self.lacksToken = lacksToken
    }
}
