// Identity: who are you, and may you?
//
// Owns principals, scopes, users, workspaces, credentials and the policy that turns a principal into an `Access`.
// Knows nothing of HTTP, SQL or memories. Start reading at `Tokens/TokenAuthenticator.swift` (room 2),
// then `Access/AccessPolicy.swift` (room 3).
