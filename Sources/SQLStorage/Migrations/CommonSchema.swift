/// Statements of migrations that are the same on SQLite and PostgreSQL.
enum CommonSchema {
    static let alsoReads: StaticString = """
        ALTER TABLE api_tokens ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE grants ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE authorization_codes ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE consents ADD COLUMN also_reads TEXT NOT NULL DEFAULT '[]';
        """
}
