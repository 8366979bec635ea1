extension SQLiteSchema {
    /// The name and redirect URIs of a paused client, kept when its registration is deleted: a client that registers
    /// again with the same ones stays paused.
    static let pausedRegistrations = Migration(
        24,
        "paused registrations",
        """
        ALTER TABLE paused_applications ADD COLUMN name TEXT;
        ALTER TABLE paused_applications ADD COLUMN redirect_uris TEXT;
        CREATE INDEX paused_applications_by_client ON paused_applications (application);
        CREATE TRIGGER clients_deleted BEFORE DELETE ON clients BEGIN
            UPDATE paused_applications SET name = old.name, redirect_uris = old.redirect_uris
            WHERE application = old.id AND identified_by = 'registered' AND issuer = '';
        END;
        """
    )
}
