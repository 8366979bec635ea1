package import Base
package import Identity

/// Questions of administrators about the server itself. The executable answers, as it does for its commands.
package protocol ServerInspection: Sendable {
    /// Explains a token as `agent-memory token explain` does. No part of it is stored or logged.
    /// - Parameter pasted: the text as it was pasted.
    func explain(_ pasted: Secret) async throws -> TokenExplanation
    /// The findings of `agent-memory doctor`.
    func findings() async -> [ServerFinding]
    /// The identity providers with the findings about each, and the findings about none of them alone.
    func providers() async -> (providers: [ProviderExamination], general: [ServerFinding])
    /// The size of the database with its log, in bytes; nil when unknown.
    func databaseBytes() -> Int64?
}

/// One finding about the server.
package struct ServerFinding: Sendable, Hashable {
    package enum Level: String, Sendable, Hashable {
        case ok, note, fail
    }

    package let level: Level
    /// `database`, `issuer okta`.
    package let part: String
    package let text: String

    package init(_ level: Level, _ part: String, _ text: String) {
        self.level = level
        self.part = part
        self.text = text
    }
}
