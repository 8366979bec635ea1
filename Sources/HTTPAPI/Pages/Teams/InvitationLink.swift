package import Base

/// The link that a person is sent.
package enum InvitationLink {
    /// - Parameter origin: the server's own, `https://host`.
    package static func url(origin: String, _ secret: Secret) -> Secret {
        Secret("\(origin)\(PageEndpoint.join.path(secret.reveal()))")
    }
}
