// Memories: what do you remember?
//
// Owns memories, working memory, the interface to embedding models, search and ranking, and the `MemoryService` that
// every protocol calls. Does not depend on HTTP, SQL or JSON-RPC. Every access to a memory needs an `Access` (Identity).
// Start reading at `Service/MemoryService.swift` (room 4).
