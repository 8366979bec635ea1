/// The history of the schema on SQLite, oldest first. A released entry is never edited: a change gets a new number.
package enum SQLiteSchema {
    package static let migrations = [
        identity, memories, authorization, memoryIndexes, userProfiles, leanUsers, wordTerms, exactHashes, loginNames,
        fairEmbedding,
        knownBrowsers, markedStems, provenance, superseded, memoryEvents, undoneApplications, reuseWindow,
        connectionTrace, passkeys, invitations, seenSessions, retiredLoginNames, commitCount,
        pausedRegistrations, stepSites, archived, lastAddress, serverInvitations,
        writerReach, alsoReads, sessionRecords, extractions,
    ]
}
