// LocalEmbedding: all-MiniLM-L6-v2 in process and offline.
//
// Owns the tokenizer, the reading of weights, the encoder's graph over CEncoder's kernels, the bounded queue in front
// of it, and the directory the models live in (install, verify, list). Knows nothing of HTTP, storage or memories: it
// turns texts into vectors. Start reading at `LocalEmbedder.swift`; `ModelStore.swift` is the other door.
