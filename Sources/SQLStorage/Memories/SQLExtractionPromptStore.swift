package import Base
package import Identity
package import Memories

/// The extraction prompts of a workspace in SQL: a row for each, and one for each version.
package struct SQLExtractionPromptStore: ExtractionPromptStore {
    private let database: any SQLDatabase

    package init(database: any SQLDatabase) {
        self.database = database
    }

    package func add(
        _ access: Access,
        id: String,
        text: String,
        description: String,
        annotations: AnnotationTexts,
        at now: Timestamp
    ) async throws -> Bool {
        try access.requireWriting()
        return try await database.atomically([
            .require(
                """
                INSERT INTO extraction_prompts (workspace_id, id, description, annotations, current_number, archived, updated_at)
                SELECT w.id, \(id), \(description), \(try jsonText(annotations)), 0, 0, \(now)
                FROM workspaces w WHERE w.id = \(access.workspace)
                ON CONFLICT DO NOTHING
                """
            ),
            .run(
                """
                INSERT INTO extraction_prompt_versions (workspace_id, prompt_id, number, text, archived, created_at)
                VALUES (\(access.workspace), \(id), 0, \(text), 0, \(now))
                """
            ),
        ]).isCommitted
    }

    package func prompt(_ access: Access, id: String) async throws -> ExtractionPrompt? {
        try await database.row("\(Self.selection) WHERE \(place(access, id))").map(Self.prompt)
    }

    package func prompts(_ access: Access, page: PageRequest) async throws -> Page<ExtractionPrompt> {
        let rows = try await database.rows(
            """
            \(Self.selection) WHERE p.workspace_id = \(access.workspace)
            ORDER BY p.id LIMIT \(page.limit) OFFSET \(page.offset)
            """,
            effort: .scan
        )
        let total = try await database.number(
            "SELECT count(*) FROM extraction_prompts p WHERE p.workspace_id = \(access.workspace)"
        )
        return Page(items: try rows.map(Self.prompt), total: Int(total))
    }

    package func version(_ access: Access, id: String, number: Int) async throws -> ExtractionPromptVersion? {
        try await database.row(
            """
            SELECT \(Self.versionColumns) FROM extraction_prompt_versions v
            WHERE \(versionPlace(access, id)) AND v.number = \(number)
            """
        ).map(Self.version)
    }

    package func versions(_ access: Access, id: String, page: PageRequest) async throws -> Page<ExtractionPromptVersion>
    {
        let rows = try await database.rows(
            """
            SELECT \(Self.versionColumns) FROM extraction_prompt_versions v WHERE \(versionPlace(access, id))
            ORDER BY v.number DESC LIMIT \(page.limit) OFFSET \(page.offset)
            """
        )
        let total = try await database.number(
            "SELECT count(*) FROM extraction_prompt_versions v WHERE \(versionPlace(access, id))"
        )
        return Page(items: try rows.map(Self.version), total: Int(total))
    }

    package func revise(
        _ access: Access,
        id: String,
        text: String?,
        description: String?,
        annotations: AnnotationTexts?,
        at now: Timestamp
    ) async throws -> Bool {
        try access.requireWriting()
        var steps: [SQLStep] = [
            .require(
                """
                UPDATE extraction_prompts AS p SET description = coalesce(\(description), description),
                    annotations = coalesce(\(try annotations.map { try jsonText($0) }), annotations),
                    current_number = current_number + \(text == nil ? 0 : 1), updated_at = \(now)
                WHERE \(place(access, id)) AND p.archived = 0
                """
            )
        ]
        if let text {
            steps.append(
                .run(
                    """
                    INSERT INTO extraction_prompt_versions (workspace_id, prompt_id, number, text, archived, created_at)
                    SELECT p.workspace_id, p.id, p.current_number, CAST(\(text) AS TEXT), 0, CAST(\(now) AS BIGINT)
                    FROM extraction_prompts p WHERE \(place(access, id))
                    """
                )
            )
        }
        return try await database.atomically(steps).isCommitted
    }

    package func archive(
        _ access: Access,
        id: String,
        _ part: ExtractionPromptPart,
        at now: Timestamp
    ) async throws -> Bool {
        try access.requireWriting()
        switch part {
        case .whole:
            return try await database.change(
                """
                UPDATE extraction_prompts AS p SET updated_at = CASE WHEN p.archived = 0 THEN \(now) ELSE p.updated_at END,
                    archived = 1
                WHERE \(place(access, id))
                """
            ).count > 0
        case .version(let number):
            return try await database.change(
                """
                UPDATE extraction_prompt_versions AS v SET archived = 1
                WHERE \(versionPlace(access, id)) AND v.number = \(number)
                """
            ).count > 0
        }
    }

    package func purge(_ access: Access, id: String, _ part: ExtractionPromptPart) async throws
        -> ExtractionPromptRemoval
    {
        try access.requireWriting()
        switch part {
        case .whole:
            // Cascades to the versions.
            let removed = try await database.change("DELETE FROM extraction_prompts AS p WHERE \(place(access, id))")
            return removed.count > 0 ? .removed : .absent
        case .version(let number):
            let removed = try await database.change(
                """
                DELETE FROM extraction_prompt_versions AS v WHERE \(versionPlace(access, id)) AND v.number = \(number)
                    AND NOT EXISTS (SELECT 1 FROM extraction_prompts p WHERE \(place(access, id)) AND p.current_number = \(number))
                """
            )
            guard removed.count == 0 else { return .removed }
            return try await version(access, id: id, number: number) == nil ? .absent : .isCurrent
        }
    }

    // MARK: Parts

    private static let versionColumns: SQL = "v.number, v.text, v.created_at, v.archived"

    /// A prompt with its newest version.
    private static let selection: SQL = """
        SELECT p.id, p.description, p.annotations, p.archived AS prompt_archived, p.updated_at, \(versionColumns),
            (SELECT count(*) FROM extraction_prompt_versions c WHERE c.workspace_id = p.workspace_id AND c.prompt_id = p.id)
                AS versions
        FROM extraction_prompts p JOIN extraction_prompt_versions v
            ON v.workspace_id = p.workspace_id AND v.prompt_id = p.id AND v.number = p.current_number
        """

    private func place(_ access: Access, _ id: String) -> SQL {
        "p.workspace_id = \(access.workspace) AND p.id = \(id)"
    }

    private func versionPlace(_ access: Access, _ id: String) -> SQL {
        "v.workspace_id = \(access.workspace) AND v.prompt_id = \(id)"
    }

    private static func version(_ row: SQLRow) throws -> ExtractionPromptVersion {
        ExtractionPromptVersion(
            number: Int(try row.integer("number")),
            text: try row.text("text"),
            createdAt: try row.timestamp("created_at"),
            archived: try row.bool("archived")
        )
    }

    private static func prompt(_ row: SQLRow) throws -> ExtractionPrompt {
        ExtractionPrompt(
            id: try row.text("id"),
            description: try row.text("description"),
            annotations: try row.json("annotations"),
            current: try version(row),
            versionCount: Int(try row.integer("versions")),
            updatedAt: try row.timestamp("updated_at"),
            archived: try row.bool("prompt_archived")
        )
    }
}
