// Memories: what do you remember?
//
// Owns memories, working memory, embedding as a seam, search and its ranking, and the `MemoryService` that every door
// calls. Knows nothing of HTTP, SQL or JSON-RPC. No memory is reached without an `Access` (Identity). Start reading at
// `Service/MemoryService.swift` (room 4).
