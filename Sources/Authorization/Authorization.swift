// Authorization: the authorization server (OAuth 2.1 and OpenID Connect).
//
// Owns clients, authorization requests, consent, grants, the tokens this server issues, signing keys, browser sessions,
// and how people log in: with a password, or at an identity provider. Uses Identity to know people; does not depend
// on HTTP, SQL or memories. Identity does not depend on this target. Start reading at
// `Requests/AuthorizationServer.swift` and `Grants/TokenEndpoint.swift`.
