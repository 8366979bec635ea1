package import Base

/// A language model at an endpoint of the operator's choice. Tests script one.
package protocol LanguageModel: Sendable {
    /// The model's name in the settings; the endpoint cannot choose it.
    var name: String { get }
    /// One answer. It is untrusted: any text at all, of limited size.
    /// - Throws: `unavailable` when the endpoint does not answer in time or refuses.
    func answer(_ question: LanguageQuestion) async throws -> String
}

/// A question for a model: the server's own words, and data of callers.
package struct LanguageQuestion: Sendable, Hashable {
    package let instructions: String
    /// Sent as JSON text in a message of its own, so that it cannot pass for instructions.
    package let material: JSONValue

    package init(instructions: String, material: JSONValue) {
        self.instructions = instructions
        self.material = material
    }
}
