extension SQLiteSchema {
    /// The address from which a token or a connection was last used.
    static let lastAddress = Migration(
        27,
        "last address",
        """
        ALTER TABLE api_tokens ADD COLUMN address TEXT;
        ALTER TABLE grants ADD COLUMN address TEXT;
        """
    )
}
