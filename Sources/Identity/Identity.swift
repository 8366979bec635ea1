// Identity: who are you, and may you do this?
//
// Owns principals, scopes, users, workspaces, API tokens, bearer authentication with its cache and limits, the issuers
// whose tokens are trusted, and the policy that turns a principal into an `Access`. Does not depend on HTTP, SQL or
// memories, nor of the authorization server (Authorization). Start reading at `Bearer/TokenAuthenticator.swift` (room
// 2), then `Access/AccessPolicy.swift` (room 3).
