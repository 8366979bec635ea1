// LocalEmbedding
