extension PostgresSchema {
    /// Triggers with the same effects as those of SQLite, and the scope of each memory's words.
    static let triggers = Migration(
        5,
        "triggers",
        """
        CREATE FUNCTION memory_scoped() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            IF TG_OP = 'UPDATE' THEN
                new.words := new.words - (chr(31) || old.partition_id);
            END IF;
            new.words := new.words || jsonb_build_object(chr(31) || new.partition_id, 1, chr(31) || new.workspace_id, 1);
            RETURN new;
        END $body$;
        CREATE TRIGGER memories_scoped BEFORE INSERT OR UPDATE OF words, partition_id ON memories
            FOR EACH ROW EXECUTE FUNCTION memory_scoped();

        CREATE FUNCTION memory_label(memory_row BIGINT, topics JSONB, entities JSONB) RETURNS void LANGUAGE sql AS $body$
            DELETE FROM memory_labels WHERE memory_labels.memory_row = $1;
            INSERT INTO memory_labels (memory_row, kind, label)
                SELECT DISTINCT $1, 'topic', t.label FROM jsonb_array_elements_text($2) AS t (label)
                UNION SELECT DISTINCT $1, 'entity', e.label FROM jsonb_array_elements_text($3) AS e (label);
        $body$;

        CREATE FUNCTION memory_counted(partition BIGINT, memories BIGINT, words BIGINT) RETURNS void LANGUAGE sql AS $body$
            INSERT INTO word_totals (partition_id, memories, words, unindexed) VALUES ($1, $2, $3, 0)
                ON CONFLICT (partition_id) DO UPDATE
                SET memories = word_totals.memories + excluded.memories, words = word_totals.words + excluded.words;
        $body$;

        CREATE FUNCTION memory_inserted() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            PERFORM memory_counted(new.partition_id, 1, new.word_count);
            IF new.topics <> '[]' OR new.entities <> '[]' THEN
                PERFORM memory_label(new.row_id, new.topics::jsonb, new.entities::jsonb);
            END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER memories_inserted AFTER INSERT ON memories FOR EACH ROW EXECUTE FUNCTION memory_inserted();

        CREATE FUNCTION memory_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            -- Not inserted again: with its partition, the row of a whole partition is gone already.
            UPDATE word_totals SET memories = memories - 1, words = words - old.word_count WHERE partition_id = old.partition_id;
            UPDATE memories SET superseded_by = NULL
                WHERE workspace_id = old.workspace_id AND user_id = old.user_id AND superseded_by = old.id;
            IF NOT EXISTS (SELECT 1 FROM deleted_memories WHERE row_id = old.row_id) THEN
                DELETE FROM memory_versions WHERE memory_row = old.row_id;
            END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER memories_deleted AFTER DELETE ON memories FOR EACH ROW EXECUTE FUNCTION memory_deleted();

        CREATE FUNCTION memory_labelled() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            PERFORM memory_label(new.row_id, new.topics::jsonb, new.entities::jsonb);
            RETURN NULL;
        END $body$;
        CREATE TRIGGER memories_labelled AFTER UPDATE OF topics, entities ON memories
            FOR EACH ROW WHEN (old.topics <> new.topics OR old.entities <> new.entities) EXECUTE FUNCTION memory_labelled();

        CREATE FUNCTION memory_reworded() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            PERFORM memory_counted(old.partition_id, -1, -old.word_count);
            PERFORM memory_counted(new.partition_id, 1, new.word_count);
            IF old.search_text <> new.search_text THEN
                DELETE FROM memory_vectors WHERE memory_row = new.row_id;
            END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER memories_reworded AFTER UPDATE OF search_text, partition_id ON memories
            FOR EACH ROW WHEN (old.search_text <> new.search_text OR old.partition_id <> new.partition_id)
            EXECUTE FUNCTION memory_reworded();

        CREATE FUNCTION memory_edited() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            INSERT INTO memory_versions (memory_row, edition, text, kind, session_id, namespace, topics, entities,
                event_date, metadata, written_by, written_at, replaced_at)
            VALUES (old.row_id, old.edition, old.text, old.kind, old.session_id, old.namespace, old.topics, old.entities,
                old.event_date, old.metadata, old.written_by, old.written_at, new.written_at);
            DELETE FROM memory_versions WHERE memory_row = old.row_id AND edition <= old.edition - 100;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER memories_edited AFTER UPDATE OF edition ON memories
            FOR EACH ROW WHEN (old.edition <> new.edition AND old.user_id = new.user_id) EXECUTE FUNCTION memory_edited();

        CREATE FUNCTION memory_moved() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            DELETE FROM memory_versions WHERE memory_row = old.row_id;
            DELETE FROM memory_readers WHERE memory_row = old.row_id;
            UPDATE memories SET superseded_by = NULL
                WHERE workspace_id = old.workspace_id AND user_id = old.user_id AND superseded_by = old.id;
            UPDATE memories SET superseded_by = NULL, supersedes = '[]' WHERE row_id = new.row_id;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER memories_moved AFTER UPDATE OF user_id ON memories
            FOR EACH ROW WHEN (old.user_id <> new.user_id) EXECUTE FUNCTION memory_moved();

        CREATE FUNCTION deleted_memory_gone() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM memories WHERE row_id = old.row_id) THEN
                DELETE FROM memory_versions WHERE memory_row = old.row_id;
            END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER deleted_memories_gone AFTER DELETE ON deleted_memories
            FOR EACH ROW EXECUTE FUNCTION deleted_memory_gone();

        CREATE FUNCTION client_deleted() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            UPDATE paused_applications SET name = old.name, redirect_uris = old.redirect_uris
                WHERE application = old.id AND identified_by = 'registered' AND issuer = '';
            RETURN old;
        END $body$;
        CREATE TRIGGER clients_deleted BEFORE DELETE ON clients FOR EACH ROW EXECUTE FUNCTION client_deleted();
        """
    )
}
