/// Where a login provider sends people back to.
package enum LoginRedirect {
    /// The redirect URI to register at the provider.
    /// - Parameter issuer: our own origin.
    package static func uri(issuer: String, provider: String) -> String {
        issuer + PageEndpoint.upstreamCallback.path(provider)
    }
}
