/// The address to which a login provider sends people back.
package enum LoginRedirect {
    /// The redirect URI to register at the provider.
    /// - Parameter issuer: the server's own origin.
    package static func uri(issuer: String, provider: String) -> String {
        issuer + PageEndpoint.upstreamCallback.path(provider)
    }
}
