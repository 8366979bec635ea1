#ifndef CPROCESS_H
#define CPROCESS_H

// Parts that Swift cannot express: it does not import variadic functions, and signal handlers must not run Swift code.

// Forbids core dumps of this process and its inspection by other processes of the same user (prctl(2), PR_SET_DUMPABLE).
// 0, or the errno of what failed.
int cp_forbid_dumps(void);

// From now on an access to a mapped file beyond its end (SIGBUS, BUS_ADRERR) ends the process with status 1 and a sentence on standard
// error. The one file that is mapped is SQLite's memory.db-shm.
void cp_explain_bus_errors(void);

// Unmaps the program's code and constants, which are not written to, from this process, and returns free memory to the system. What is
// used again comes back from the system's cache of files, page by page; what only the start used does not, and is no longer resident.
void cp_forget_start(void);

// The commit that the program was built from, given by Package.swift; empty when the build was not told.
const char *cp_commit(void);

#endif
