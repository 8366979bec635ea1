extension SQLiteSchema {
    /// Stems are now a separate kind of token, and only texts that may be English have them. Every row must be indexed
    /// again, in the background as after migration 7.
    static let markedStems = Migration(
        12,
        "marked-stems",
        """
        INSERT INTO memory_terms (memory_terms) VALUES ('delete-all');
        UPDATE word_totals SET memories = 0, words = 0, unindexed = (SELECT coalesce(max(row_id), 0) FROM memories);
        """
    )
}
