import Identity
import Settings

extension ServerSettings {
    /// Why MCP clients that use discovery cannot get a token of the first of these issuers; nil when they can.
    func clientsRemark(on wiring: TrustedIssuerWiring) -> String? {
        let server = wiring.authorizationServers.first?.name
        guard auth.mode == .token, http.origin != nil, let first = auth.issuers.first(where: { $0.name == server })
        else { return nil }
        guard ownIssuer == nil else {
            guard oauth.providers.isEmpty else { return nil }
            return
                "MCP clients that use discovery are sent to this server's own login, where people need a separate "
                + "password; to send them to \(first.url), set oauth.enabled: false, or add it to login.providers"
        }
        guard first.trust.requestScopes.isEmpty, [.entra, .cognito].contains(first.preset) else {
            return nil
        }
        return "MCP clients will ask \(first.url) for memory:read and memory:write, but its scopes have longer names; "
            + "set auth.issuer.\(first.name).requestScopes"
    }
}
