// MCP: the memory service as an MCP server, in both eras of the protocol at once.
//
// Owns JSON-RPC, the protocol revisions, the checks each of them demands, and the tools, resources and prompts. Every
// request is answered from what it carries: 2026-07-28 prescribes that, and to the handshake revisions (2024-11-05 to
// 2025-11-25) we offer no session, which they allow. Knows nothing of HTTP beyond a table of header fields, and nothing
// of tokens: it is given a `Principal`. Every tool passes policy (Identity) and asks `MemoryService` (Memories). Start
// reading at `Dispatcher.swift`, then `Tools/SearchTool.swift`.
