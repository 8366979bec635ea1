// MCP: the memory service as an MCP server, in both eras of the protocol at once.
//
// Owns JSON-RPC, the protocol revisions with their checks, and the tools, resources and prompts. Every request carries
// all that its response needs: 2026-07-28 requires that. The handshake revisions (2024-11-05 to 2025-11-25) allow a
// server without sessions, and this server has none. It knows of HTTP only a table of header
// fields, and is given a `Principal` instead of a token. Every tool passes the policy (Identity) and uses `MemoryService` (Memories).
// Start reading at `Dispatcher.swift`, then `Tools/SearchTool.swift`.
