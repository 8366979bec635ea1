/// The numbers of sessions, codes and grants that ended with a person's logins.
package struct EndedLogins: Sendable, Hashable {
    package let browserSessions: Int
    /// Applications that the person let in, each with its access and refresh tokens.
    package let grants: Int

    package init(browserSessions: Int, grants: Int) {
        self.browserSessions = browserSessions
        self.grants = grants
    }
}
