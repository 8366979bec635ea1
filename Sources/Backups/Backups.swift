// Backups: the file that `agent-memory backup` writes.
//
// Owns its format (manifest, parts, digests), its encryption to a public key, how a new file gets its name, and when the
// next one is due. Does not know the database. Start reading at `Format/BackupFile.swift`.
