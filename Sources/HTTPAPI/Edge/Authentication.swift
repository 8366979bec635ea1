package import Identity

/// How requests prove who they are for.
package enum Authentication: Sendable {
    /// By a bearer token.
    case tokens(TokenAuthenticator)
    /// Not at all: everybody is this principal (`auth.mode: disabled`, which start-up allows on loopback only).
    case everybody(Principal)
}
