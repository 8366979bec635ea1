// HTTPAPI: the server's doors.
//
// Owns the edge (who is calling, how much may they send, what is logged), the shapes in which faults leave, the REST API of
// the Redis server, its OpenAPI document and the pages. Decides nothing about memories or rights: that is `MemoryService`
// and `AccessPolicy`. Knows no storage and no settings. Start reading at `Server.swift`, then `Endpoint.swift`.
