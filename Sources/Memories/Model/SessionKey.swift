import Base

/// The key of a session inside a workspace. Its parts stay separate values: joined into one text, two keys could be
/// confused.
package struct SessionKey: Sendable {
    package var sessionID: String
    package var userID: String?
    package var namespace: String?

    package init(sessionID: String, userID: String?, namespace: String?) {
        self.sessionID = sessionID
        self.userID = userID
        self.namespace = namespace
    }
}

extension SessionKey: Hashable {
    package static func == (lhs: Self, rhs: Self) -> Bool {
        lhs.sessionID.isExactly(rhs.sessionID) && lhs.userID.isExactly(rhs.userID)
            && lhs.namespace.isExactly(rhs.namespace)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(Identifier(sessionID))
        hasher.combine(userID.map { Identifier($0) })
        hasher.combine(namespace.map { Identifier($0) })
    }
}
