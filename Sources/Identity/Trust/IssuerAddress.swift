import Base

extension IssuerPreset {
    /// The kind of provider at this address, when no kind is configured, as with the variables of other servers. Whole
    /// host names are compared, so that a look-alike address gets the generic kind.
    package init(address: String) {
        let (host, path) = Self.parts(of: address)
        func isHost(_ pattern: some RegexComponent) -> Bool { host.wholeMatch(of: pattern) != nil }
        func isPath(_ pattern: some RegexComponent) -> Bool { path.wholeMatch(of: pattern) != nil }
        self =
            if EntraCloud.all.contains(where: { [$0.v1, $0.v2].contains(host) }) || isHost(/[^.]+\.ciamlogin\.com/) {
                .entra
            } else if isHost(/[^.]+\.((okta|oktapreview|okta-emea|okta-gov)\.com|okta\.mil)/) {
                .okta
            } else if isHost(/.+\.auth0\.com/) {
                .auth0
            } else if isHost(/(issuer-)?cognito-idp\.[^.]+\.amazonaws\.com(\.cn)?/) {
                .cognito
            } else if isHost(/accounts\.google\.com/) {
                .google
            } else if isPath(/(\/auth)?\/realms\/[^\/]+\/?/) {
                .keycloak
            } else if isPath(/.*\/application\/o\/[^\/]+\/?/) {
                .authentik
            } else {
                .generic
            }
    }

    /// Host and path of a URL; both are empty when it is not one, or has user information.
    private static func parts(of address: String) -> (host: String, path: Substring) {
        guard let parts = URIParts(address), let authority = parts.authority.flatMap({ Authority($0) }) else {
            return ("", "")
        }
        return (authority.host.description, parts.path)
    }
}
