/// Another memory server whose environment variables are understood, so that its operators can keep them.
package struct Peer: Sendable {
    package let system: String
    package let rows: [PeerRow]

    package init(system: String, rows: [PeerRow]) {
        self.system = system
        self.rows = rows
    }
}
