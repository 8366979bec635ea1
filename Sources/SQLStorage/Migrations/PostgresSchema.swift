/// The history of the schema on PostgreSQL, oldest first. A released entry is never edited: a change gets a new number.
///
/// The tables are those of SQLite, so that statements are common. Every `TEXT` compares by its bytes, as in SQLite
/// (`PostgresMigrator`).
package enum PostgresSchema {
    package static let migrations = [
        identity, authorization, memories, activity, triggers, alsoReads, sessionRecords, severalServers,
        instances, extractions,
    ]
}
