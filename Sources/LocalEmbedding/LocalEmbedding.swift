// LocalEmbedding: all-MiniLM-L6-v2 in process and offline.
//
// Owns the tokenizer, the reading of weights, the encoder built from CEncoder's kernels, the bounded queue in front of
// it, and the directory of models (install, verify, list). Does not depend on HTTP, storage or memories: it turns texts
// into vectors. Start reading at `LocalEmbedder.swift` for embedding and at `ModelStore.swift` for installation.
