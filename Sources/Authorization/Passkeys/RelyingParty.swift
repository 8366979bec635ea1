package import Base
import Crypto

/// This server as passkeys know it: the name they are bound to and the origin that may use them (WebAuthn §5.1.2).
package struct RelyingParty: Sendable {
    /// A host name, `memory.example` or `localhost`.
    package let id: String
    /// The only origin that is accepted.
    package let origin: Origin
    /// Whether the authenticator must verify the person, by PIN or finger; passkeys replace a password only then.
    let requiresVerification: Bool

    /// Nil where browsers have no passkeys: on plain http, except at `localhost`, and at bare IP addresses.
    /// - Parameter origin: the server's own. A server on loopback gets `localhost`, the only name of it that may have
    ///   passkeys.
    package init?(origin: String, requiresVerification: Bool = true) {
        let own = LoopbackNames(origin: origin).map(\.origins) ?? [origin]
        let origins = own.compactMap { Origin($0) }.filter { $0.host?.address == nil }
        guard let first = origins.first, let host = first.host, first.isSecure || host.isLoopback else { return nil }
        (id, self.origin, self.requiresVerification) = (host.description, first, requiresVerification)
    }

    /// SHA-256 of the id, which authenticators sign.
    var digest: [UInt8] { Array(SHA256.hash(data: Array(id.utf8))) }
}
