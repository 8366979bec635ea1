package import Base
import Identity

/// One use of a refresh token.
package struct RefreshAttempt: Sendable {
    /// The digest of the presented token.
    package let digest: Digest256
    package let client: ID<Client>
    package let successor: RefreshSuccessor
    /// How long after its rotation the predecessor of the live token may be presented again; zero for never.
    package let reuseWindow: Duration
    /// The longest reuse window that can be set; a sealed successor is kept no longer.
    package static let longestReuse = Duration.seconds(3_600)
    /// The caller's address, recorded when this use ends the family.
    package let address: String?

    package init(
        digest: Digest256,
        client: ID<Client>,
        successor: RefreshSuccessor,
        reuseWindow: Duration,
        address: String?
    ) {
        self.digest = digest
        self.client = client
        self.successor = successor
        self.reuseWindow = reuseWindow
        self.address = address
    }
}
