/// BERT's uncased tokenizer, as Hugging Face `tokenizers` runs it for all-MiniLM-L6-v2: cleans the text, separates CJK
/// characters, decomposes and drops accents, lower-cases, splits at white space and punctuation, then takes the longest
/// pieces from the left.
///
/// One deliberate difference: `[SEP]` and similar marks inside a text are words, never special tokens, so that a text
/// cannot forge the model's own marks.
struct WordPiece: Sendable {
    /// The most scalars of a word; a longer word is unknown as a whole.
    private static let longestWord = 100

    let vocabulary: Vocabulary

    /// Ids of `[CLS] text [SEP]`, at most `limit`: the rest is cut off at the end. Reading stops there, so that a huge
    /// text costs no more than a long one.
    func encode(_ text: String, limit: Int) -> [Int32] {
        var ids = [vocabulary.classifier]
        WordSplitter.split(text) { word, scalars in
            append(word, scalars: scalars, to: &ids)
            return ids.count < limit
        }
        if ids.count > limit - 1 { ids.removeLast(ids.count - (limit - 1)) }
        ids.append(vocabulary.separator)
        return ids
    }

    private func append(_ word: [UInt8], scalars: Int, to ids: inout [Int32]) {
        let first = ids.count
        guard scalars <= Self.longestWord else { return ids.append(vocabulary.unknown) }
        var start = 0
        var hashes: [UInt64] = []
        while start < word.count {
            let continuing = start > 0
            var hash = continuing ? Vocabulary.continuationSeed : Vocabulary.seed
            hashes.removeAll(keepingCapacity: true)
            for byte in word[start...] {
                hash = Vocabulary.fold(hash, byte)
                hashes.append(hash)
            }
            // A prefix that ends inside a scalar is not valid UTF-8 and so never equals a piece.
            var length = hashes.count
            var found: Int32?
            while length > 0 {
                found = vocabulary.id(
                    of: word[start..<(start + length)],
                    hash: hashes[length - 1],
                    continuing: continuing
                )
                if found != nil { break }
                length -= 1
            }
            guard let found else {
                ids.removeLast(ids.count - first)
                return ids.append(vocabulary.unknown)
            }
            ids.append(found)
            start += length
        }
    }
}
