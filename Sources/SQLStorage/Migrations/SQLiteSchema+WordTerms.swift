extension SQLiteSchema {
    /// A keyword index in which every partition has its own posting lists. Our tokenizer also splits scripts without
    /// spaces. The index has no content: removing a row tokenizes it again, so a change of the tokenizer needs a new
    /// index.
    ///
    /// `word_totals` has the statistics that BM25 needs of a partition. It has no foreign key: when a partition is
    /// deleted, its row must stay until the triggers of the last memory have read it.
    ///
    /// Memories of an earlier version are indexed later, in batches (`SQLMemoryStore.indexWords`). The memories of a
    /// partition up to `unindexed` are not in the index, and no trigger may remove them from it.
    ///
    /// No trigger that an upsert can run uses `OR IGNORE`: the upsert's own conflict clause would replace it
    /// (sqlite.org/lang_createtrigger.html §2.1), so that replacing a memory with the same topic twice failed.
    static let wordTerms = Migration(
        7,
        "word-terms",
        """
        DROP TRIGGER memories_inserted;
        DROP TRIGGER memories_deleted;
        DROP TRIGGER memories_labelled;
        DROP TRIGGER memories_reworded;
        DROP TABLE memory_words;

        CREATE VIRTUAL TABLE memory_terms USING fts5(terms, content = '', tokenize = 'memory_words');

        CREATE TABLE word_totals (
            partition_id INTEGER NOT NULL PRIMARY KEY,
            memories BIGINT NOT NULL,
            words BIGINT NOT NULL,
            unindexed BIGINT NOT NULL
        );
        CREATE INDEX word_totals_unindexed ON word_totals (partition_id) WHERE unindexed > 0;
        INSERT INTO word_totals (partition_id, memories, words, unindexed)
            SELECT p.id, 0, 0, coalesce((SELECT max(m.row_id) FROM memories m), 0) FROM partitions p;

        CREATE TRIGGER partitions_deleted AFTER DELETE ON partitions BEGIN
            DELETE FROM word_totals WHERE partition_id = old.id;
        END;

        CREATE TRIGGER memories_inserted AFTER INSERT ON memories BEGIN
            INSERT INTO word_totals (partition_id, memories, words, unindexed)
                VALUES (new.partition_id, 1, word_count(new.search_text), 0)
                ON CONFLICT (partition_id) DO UPDATE SET memories = memories + 1, words = words + excluded.words;
            INSERT INTO memory_terms (rowid, terms)
                VALUES (new.row_id, new.partition_id || char(31) || new.workspace_id || char(31) || new.search_text);
            INSERT OR IGNORE INTO memory_labels (memory_row, kind, label)
                SELECT new.row_id, 'topic', value FROM json_each(new.topics);
            INSERT OR IGNORE INTO memory_labels (memory_row, kind, label)
                SELECT new.row_id, 'entity', value FROM json_each(new.entities);
        END;
        CREATE TRIGGER memories_deleted AFTER DELETE ON memories BEGIN
            INSERT INTO memory_terms (memory_terms, rowid, terms)
                SELECT 'delete', old.row_id, old.partition_id || char(31) || old.workspace_id || char(31) || old.search_text
                FROM word_totals WHERE partition_id = old.partition_id AND unindexed < old.row_id;
            UPDATE word_totals SET memories = memories - 1, words = words - word_count(old.search_text)
                WHERE partition_id = old.partition_id AND unindexed < old.row_id;
        END;
        CREATE TRIGGER memories_labelled AFTER UPDATE OF topics, entities ON memories
        WHEN old.topics <> new.topics OR old.entities <> new.entities BEGIN
            DELETE FROM memory_labels WHERE memory_row = new.row_id;
            INSERT INTO memory_labels (memory_row, kind, label)
                SELECT DISTINCT new.row_id, 'topic', value FROM json_each(new.topics);
            INSERT INTO memory_labels (memory_row, kind, label)
                SELECT DISTINCT new.row_id, 'entity', value FROM json_each(new.entities);
        END;
        CREATE TRIGGER memories_reworded AFTER UPDATE OF search_text, partition_id ON memories
        WHEN old.search_text <> new.search_text OR old.partition_id <> new.partition_id BEGIN
            INSERT INTO memory_terms (memory_terms, rowid, terms)
                SELECT 'delete', old.row_id, old.partition_id || char(31) || old.workspace_id || char(31) || old.search_text
                FROM word_totals WHERE partition_id = old.partition_id AND unindexed < old.row_id;
            UPDATE word_totals SET memories = memories - 1, words = words - word_count(old.search_text)
                WHERE partition_id = old.partition_id AND unindexed < old.row_id;
            INSERT INTO word_totals (partition_id, memories, words, unindexed)
                SELECT new.partition_id, 0, 0, 0
                WHERE NOT EXISTS (SELECT 1 FROM word_totals WHERE partition_id = new.partition_id);
            UPDATE word_totals SET memories = memories + 1, words = words + word_count(new.search_text)
                WHERE partition_id = new.partition_id AND unindexed < new.row_id;
            INSERT INTO memory_terms (rowid, terms)
                SELECT new.row_id, new.partition_id || char(31) || new.workspace_id || char(31) || new.search_text
                FROM word_totals WHERE partition_id = new.partition_id AND unindexed < new.row_id;
            UPDATE memory_codes SET partition_id = new.partition_id
                WHERE partition_id = old.partition_id AND memory_row = new.row_id AND old.partition_id <> new.partition_id;
            DELETE FROM memory_vectors WHERE memory_row = new.row_id AND old.search_text <> new.search_text;
            DELETE FROM memory_codes WHERE memory_row = new.row_id AND old.search_text <> new.search_text;
        END;
        """
    )
}
