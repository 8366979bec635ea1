/// Another memory server whose environment variables are understood, so that its operators can keep them.
package struct Peer: Sendable {
    package let system: String
    package let rows: [PeerRow]
    /// Names that the system knows and this server ignores. They are listed only where they resemble names of this server.
    package let unread: [String]

    package init(system: String, rows: [PeerRow], unread: [String] = []) {
        self.system = system
        self.rows = rows
        self.unread = unread
    }
}
