extension PostgresSchema {
    /// The number that every revocation raises, so that other servers of the database drop what they hold in memory, and
    /// the secrets and the short-lived values that they have in common.
    ///
    /// Triggers raise it, in the transaction that takes the right away. So no statement can forget it, whichever program
    /// sends it. A transaction raises it once: a row that is updated often in one transaction becomes slow to read.
    static let severalServers = Migration(
        8,
        "several servers",
        """
        CREATE TABLE revocation_epoch (
            one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
            number BIGINT NOT NULL
        );
        INSERT INTO revocation_epoch (one, number) VALUES (1, 1);

        CREATE TABLE shared_secrets (
            name TEXT NOT NULL PRIMARY KEY,
            material TEXT NOT NULL
        );

        CREATE TABLE passing_values (
            id TEXT NOT NULL PRIMARY KEY,
            topic TEXT NOT NULL,
            sealed BYTEA NOT NULL,
            expires_at BIGINT NOT NULL
        );
        CREATE INDEX passing_values_by_topic ON passing_values (topic);
        CREATE INDEX passing_values_by_expiry ON passing_values (expires_at);

        CREATE FUNCTION rights_changed() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            IF current_setting('agent_memory.raised', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
                UPDATE revocation_epoch SET number = number + 1;
                PERFORM set_config('agent_memory.raised', pg_current_xact_id()::text, true);
            END IF;
            RETURN NULL;
        END $body$;

        CREATE FUNCTION membership_added() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN
            -- The first one is added with the user, of whom no server has heard.
            IF EXISTS (SELECT 1 FROM memberships WHERE user_id = new.user_id AND workspace_id <> new.workspace_id)
                AND current_setting('agent_memory.raised', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
                UPDATE revocation_epoch SET number = number + 1;
                PERFORM set_config('agent_memory.raised', pg_current_xact_id()::text, true);
            END IF;
            RETURN NULL;
        END $body$;

        CREATE TRIGGER api_tokens_revoked AFTER DELETE ON api_tokens FOR EACH ROW EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER api_tokens_changed AFTER UPDATE ON api_tokens FOR EACH ROW
            WHEN ((old.user_id, old.workspace_id, old.scopes, old.digest, old.bcrypt, old.expires_at, old.also_reads)
                IS DISTINCT FROM (new.user_id, new.workspace_id, new.scopes, new.digest, new.bcrypt, new.expires_at,
                    new.also_reads))
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER users_deleted AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER users_changed AFTER UPDATE ON users FOR EACH ROW
            WHEN ((old.name, old.status, old.is_administrator, old.personal_workspace)
                IS DISTINCT FROM (new.name, new.status, new.is_administrator, new.personal_workspace))
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER memberships_added AFTER INSERT ON memberships FOR EACH ROW EXECUTE FUNCTION membership_added();
        CREATE TRIGGER memberships_changed AFTER DELETE OR UPDATE ON memberships FOR EACH ROW
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER workspaces_deleted AFTER DELETE ON workspaces FOR EACH ROW EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER workspaces_changed AFTER UPDATE ON workspaces FOR EACH ROW
            WHEN ((old.name, old.kind, old.privacy) IS DISTINCT FROM (new.name, new.kind, new.privacy))
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER external_identities_changed AFTER DELETE OR UPDATE ON external_identities FOR EACH ROW
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER paused_applications_changed AFTER INSERT OR DELETE ON paused_applications FOR EACH ROW
            EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER paused_applications_moved AFTER UPDATE ON paused_applications FOR EACH ROW
            WHEN ((old.user_id, old.identified_by, old.issuer, old.application)
                IS DISTINCT FROM (new.user_id, new.identified_by, new.issuer, new.application))
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER clients_revoked AFTER DELETE ON clients FOR EACH ROW EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER clients_moved AFTER UPDATE ON clients FOR EACH ROW
            WHEN ((old.origin, old.scopes, old.workspace_id) IS DISTINCT FROM (new.origin, new.scopes, new.workspace_id))
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER grants_revoked AFTER DELETE ON grants FOR EACH ROW EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER grants_changed AFTER UPDATE ON grants FOR EACH ROW
            WHEN ((old.client_id, old.user_id, old.workspace_id, old.scopes, old.resources, old.also_reads)
                IS DISTINCT FROM (new.client_id, new.user_id, new.workspace_id, new.scopes, new.resources,
                    new.also_reads))
            EXECUTE FUNCTION rights_changed();

        CREATE TRIGGER signing_keys_added AFTER INSERT OR DELETE ON signing_keys FOR EACH ROW
            EXECUTE FUNCTION rights_changed();
        CREATE TRIGGER signing_keys_changed AFTER UPDATE ON signing_keys FOR EACH ROW
            WHEN ((old.state, old.retires_at, old.material) IS DISTINCT FROM (new.state, new.retires_at, new.material))
            EXECUTE FUNCTION rights_changed();
        """
    )
}
