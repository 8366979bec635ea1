// Identity: who are you, and may you?
//
// Owns principals, scopes, users, workspaces, credentials and the policy that turns a principal into an `Access`; the
// authorization server (clients, authorization requests, grants, tokens, signing keys, browser sessions) and what is
// demanded of the tokens and logins of other issuers. Knows nothing of HTTP, SQL or memories.
// Start reading at `Tokens/TokenAuthenticator.swift` (room 2), then `Access/AccessPolicy.swift` (room 3); for the
// authorization server at `Authorization/AuthorizationServer.swift` and `Grants/TokenEndpoint.swift`.
