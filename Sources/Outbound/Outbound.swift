// Outbound: the HTTP requests that this server sends.
//
// Owns the guarded HTTP client (against server-side request forgery), discovery and keys of identity providers, login
// at an upstream provider, client metadata documents and remote embedding endpoints. Does not depend on our own HTTP API
// or on storage. Start reading at `GuardedHTTP.swift`.
