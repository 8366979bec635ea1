import Identity
import Settings

extension ServerSettings {
    /// What keeps MCP clients that find the way by themselves from getting a token of the first of these issuers.
    func clientsRemark(on wiring: TrustedIssuerWiring) -> String? {
        let server = wiring.authorizationServers.first?.name
        guard auth.mode == .token, http.origin != nil, let first = auth.issuers.first(where: { $0.name == server })
        else { return nil }
        guard ownIssuer == nil else {
            guard oauth.providers.isEmpty else { return nil }
            return
                "MCP clients that find the way by themselves are sent to this server's own login, where people need a password of its "
                + "own; to send them to \(first.url), set oauth.enabled: false, or name it in login.providers"
        }
        guard first.trust.requestScopes.isEmpty, [.entra, .cognito].contains(first.preset) else {
            return nil
        }
        return "MCP clients will ask \(first.url) for memory:read and memory:write, which it knows by longer names; "
            + "set auth.issuer.\(first.name).requestScopes"
    }
}
