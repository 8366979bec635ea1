package import Base

/// A registered client that a person has paused. It may have been deleted since: the pause is of the application, which
/// can register again.
package struct PausedRegistration: Sendable, Hashable {
    package let client: ID<Client>
    /// The latest name it was registered with.
    package let name: String?
    package let redirectURIs: [RedirectURI]

    package init(client: ID<Client>, name: String?, redirectURIs: [RedirectURI]) {
        self.client = client
        self.name = name
        self.redirectURIs = redirectURIs
    }

    /// Whether a client with this name and redirect target is the same application.
    func isOf(name: String, target: Identifier) -> Bool {
        self.name.isExactly(name) && redirectURIs.contains { Identifier($0.target) == target }
    }
}
