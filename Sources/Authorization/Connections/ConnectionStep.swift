package import Base
import Identity

/// The latest attempt of a client at one stage, from one address. It has no secrets and no text of a memory.
package struct ConnectionStep: Sendable, Hashable {
    package let stage: ConnectionStage
    /// Nil before the client has said which one it is, and for ids of a form that this server does not issue.
    package let client: ID<Client>?
    /// As the client calls itself, in its registration, document or User-Agent.
    package let name: String?
    package let address: String
    package let at: Timestamp
    /// False when the client, or the person, did not get past this stage.
    package let passed: Bool
    /// A flaw or surprise in what it sent, in a sentence of this server; nil when nothing was.
    package let remark: String?

    package init(
        stage: ConnectionStage,
        client: ID<Client>?,
        name: String?,
        address: String,
        at: Timestamp,
        passed: Bool,
        remark: String?
    ) {
        self.stage = stage
        self.client = client
        self.name = name
        self.address = address
        self.at = at
        self.passed = passed
        self.remark = remark
    }

    /// The network that the address belongs to.
    package var site: String { FailureLimit.bucket(of: address) }

    /// How long a step is kept.
    package static let kept = Duration.seconds(7 * 86_400)
    /// The most steps that are kept; above it, the networks with the most steps lose their oldest ones.
    package static let limit = 10_000
}
