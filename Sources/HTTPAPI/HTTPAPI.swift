// HTTPAPI: the server's doors.
//
// Owns the edge (who is calling, how much may they send, what is logged), the shapes in which faults leave, the REST
// API of the Redis server, its OpenAPI document, MCP's transport, the endpoints of the authorization server and the
// pages. Decides nothing about memories, rights or tokens: that is `MemoryService`, `AccessPolicy` and the rest of
// Identity. Knows no storage and no settings. Start reading at `Server.swift`, then `Endpoint.swift`.
