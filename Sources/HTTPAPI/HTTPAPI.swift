// HTTPAPI: the server's HTTP interface.
//
// Owns the edge (authentication, size limits, the request log), the formats of faults, the REST API of the Redis
// server, its OpenAPI document, MCP's transport, the endpoints of the authorization server and the pages. Makes no
// decisions about memories, rights or tokens: `MemoryService`, `AccessPolicy` and the rest of Identity do. Does not use
// storage or settings. Start reading at `Server.swift`, then `Endpoint.swift`.
