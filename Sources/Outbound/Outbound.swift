// Outbound: the HTTP requests that this server sends.
//
// Owns the guarded HTTP client (against server-side request forgery), discovery and keys of identity providers, login
// at an upstream provider, client metadata documents and remote embedding endpoints. Knows nothing of our own HTTP API
// or of storage. Start reading at `GuardedHTTP.swift`.
