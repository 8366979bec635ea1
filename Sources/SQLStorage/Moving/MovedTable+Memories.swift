extension MovedTable {
    /// Memories, their vectors, their former contents, sessions, and what applications did.
    /// A table comes after those that it refers to.
    static let memories: [MovedTable] = [
        MovedTable(
            "partitions",
            key: ["id"],
            "id, workspace_id, user_id, revision",
            numbering: .unique
        ),
        MovedTable(
            "memories",
            key: ["row_id"],
            """
            row_id, partition_id, workspace_id, user_id, id, text, kind, session_id, namespace, topics, \
            entities, event_date, created_at, updated_at, last_accessed, access_count, pinned, hash, \
            extracted_from, persisted_at, extracted, extraction_strategy, extraction_config, metadata, \
            search_text, version, model_id, edition, stored_by, stored_at, written_by, written_at, supersedes, \
            superseded_by, archived, archived_by, archived_at
            """,
            numbering: .unique,
            form: .worded
        ),
        MovedTable(
            "memory_labels",
            key: ["memory_row", "kind", "label"],
            "memory_row, kind, label",
            form: .derived
        ),
        MovedTable(
            "embedding_models",
            key: ["id"],
            "id, name, dimension",
            numbering: .reused
        ),
        MovedTable(
            "memory_vectors",
            key: ["memory_row"],
            "memory_row, model_id, elements",
            form: .vectors
        ),
        MovedTable(
            "memory_versions",
            key: ["id"],
            """
            id, memory_row, edition, text, kind, session_id, namespace, topics, entities, event_date, metadata, \
            written_by, written_at, replaced_at
            """,
            numbering: .reused
        ),
        MovedTable(
            "deleted_memories",
            key: ["row_id"],
            """
            row_id, partition_id, workspace_id, user_id, id, text, kind, session_id, namespace, topics, \
            entities, event_date, created_at, updated_at, last_accessed, access_count, pinned, hash, \
            extracted_from, persisted_at, extracted, extraction_strategy, extraction_config, metadata, \
            search_text, version, edition, stored_by, stored_at, written_by, written_at, supersedes, \
            superseded_by, archived, archived_by, archived_at, deleted_by, deleted_at
            """,
            form: .worded
        ),
        MovedTable(
            "sessions",
            key: ["workspace_id", "session_id", "user_id", "namespace"],
            """
            workspace_id, session_id, user_id, namespace, messages, memories, context, data, tokens, strategy, \
            strategy_config, ttl_seconds, created_at, updated_at, last_accessed, expires_at, stored_by, \
            stored_at, written_by, written_at, annotations, metadata, memory_seconds, ended_at
            """
        ),
        MovedTable(
            "memory_expiries",
            key: ["memory_row"],
            "memory_row, expires_at"
        ),
        MovedTable(
            "extraction_prompts",
            key: ["workspace_id", "id"],
            "workspace_id, id, description, annotations, current_number, archived, updated_at"
        ),
        MovedTable(
            "extraction_prompt_versions",
            key: ["workspace_id", "prompt_id", "number"],
            "workspace_id, prompt_id, number, text, archived, created_at"
        ),
        MovedTable(
            "promotions",
            key: ["id"],
            "id, workspace_id, user_id, memory, written_by",
            numbering: .unique
        ),
        MovedTable(
            "extractions",
            key: ["id"],
            """
            id, workspace_id, session_id, user_id, namespace, message_id, message, state, reason, due_at, attempts, written_by
            """,
            numbering: .unique
        ),
        MovedTable(
            "language_calls",
            key: ["workspace_id", "user_id", "day"],
            "day, workspace_id, user_id, calls"
        ),
        MovedTable(
            "user_profiles",
            key: ["workspace_id", "user_id"],
            "workspace_id, user_id, name, metadata, created_at"
        ),
        MovedTable(
            "provenances",
            key: ["id"],
            "id, workspace_id, identified_by, issuer, application, user_id, credential",
            numbering: .unique
        ),
        MovedTable(
            "memory_events",
            key: ["id"],
            """
            id, workspace_id, user_id, provenance_id, at, action, calls, memory_count, memories, partition_id, \
            last_at, minute, reads
            """,
            numbering: .reused
        ),
        MovedTable(
            "memory_readers",
            key: ["memory_row", "provenance_id"],
            "memory_row, provenance_id, reads, last_at"
        ),
        MovedTable(
            "provenance_days",
            key: ["provenance_id", "day"],
            "provenance_id, day, reads, searches, writes, last_at"
        ),
        MovedTable(
            "undone_applications",
            key: ["id"],
            "id, workspace_id, identified_by, issuer, application, since, at"
        ),
        MovedTable(
            "undone_memories",
            key: ["undone_id", "user_id", "id"],
            "undone_id, user_id, id, memory, written_by, written_at, edition_after, was_deleted"
        ),
    ]
}
