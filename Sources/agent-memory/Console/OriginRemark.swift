import Settings

extension ServerSettings {
    /// Why applications cannot connect by themselves, or people cannot connect safely; nil when they can.
    var originRemark: String? {
        guard auth.mode == .token, oauth.enabled || !auth.issuers.isEmpty else { return nil }
        guard let origin = oauth.issuer ?? http.origin else {
            let what =
                oauth.enabled
                ? "connect by themselves (OAuth)"
                : "find out by themselves where to get tokens (no resource metadata, RFC 9728, is served)"
            return "Applications cannot \(what) yet: set http.publicUrl to the URL they reach this server by."
        }
        guard oauth.enabled, origin.hasPrefix("http://"), !HTTPSettings.isLoopback(url: origin) else { return nil }
        return
            "Passwords and tokens travel unencrypted to \(origin): put a proxy with TLS before it, and set http.publicUrl to its https URL."
    }
}
