package import Base
package import Identity

/// An application that a person let in, with all it holds. What differs only by registration, because a client that
/// stores nothing registers at each start, is one application.
package struct ConnectedApplication: Sendable {
    /// Names the entry in forms: the same for the same application and redirect target.
    package let id: String
    /// Its latest registration, or the URL of its metadata document.
    package let client: ID<Client>
    /// The same as provenance names it.
    package let application: ApplicationID
    /// Every registration of it, as provenance names them: those it holds something under, and those that are paused.
    package let applications: [ApplicationID]
    /// As it was registered; nil when it has none, and for a client ID metadata document, which is not fetched for this.
    package let name: String?
    /// Where it takes its codes, without the port of a loopback address; nil when that is not known.
    package let target: String?
    package let scopes: OAuthScopes
    package let workspaces: [Workspace]
    /// Other workspaces in which it may only read.
    package let alsoReads: [Workspace]
    package let lastUsedAt: Timestamp?
    /// The address of the last use; nil when unknown.
    package let lastAddress: String?
    /// Its live grants, the newest first: one for each device, or for each start of a client that stores nothing.
    package let connections: [Connection]
    /// Every client id it holds something under.
    let clients: [ID<Client>]

    /// Whether it holds something under this client id.
    package func holds(_ client: ID<Client>) -> Bool { clients.contains(client) }

    /// One live grant.
    package struct Connection: Sendable {
        package let id: ID<AuthorizationGrant>
        package let client: ID<Client>
        package let createdAt: Timestamp
        package let lastUsedAt: Timestamp?
        package let lastAddress: String?
    }
}

/// Two grants with equal keys are one application for the person who let it in.
struct ApplicationKey: Hashable {
    /// The client id of a metadata document or of an administrator's client; otherwise the registered name.
    let identity: Identifier
    let isName: Bool
    let target: Identifier?

    /// - Parameters:
    ///   - client: as registered; nil for a metadata document, and when it was deleted.
    ///   - redirectURI: where the code went, if known.
    init(_ id: ID<Client>, _ client: Client?, redirectURI: String?) {
        let only = client.flatMap { $0.redirectURIs.count == 1 ? $0.redirectURIs.first : nil }
        let place = redirectURI.flatMap { try? RedirectURI(registered: $0) } ?? only
        target = (place?.target).map { Identifier($0) }
        if let client, client.origin == .registered, let name = client.name, target != nil {
            (identity, isName) = (Identifier(name), true)
        } else {
            (identity, isName) = (Identifier(id.rawValue), false)
        }
    }

    /// Names the entry in forms.
    var id: String {
        let parts = [isName ? "name" : "client", identity.text, target?.text ?? ""]
        return Digest256(of: parts.joined(separator: "\n")).bytes.prefix(16).reduce(into: "") {
            $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16)
        }
    }
}

extension PausedRegistration {
    func isOf(_ key: ApplicationKey) -> Bool {
        guard key.isName, let target = key.target else { return false }
        return isOf(name: key.identity.text, target: target)
    }
}
