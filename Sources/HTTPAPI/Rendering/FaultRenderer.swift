package import Base
package import Hummingbird

/// Renders faults in the format of one door (docs/architecture.md §8).
package protocol FaultRenderer: Sendable {
    /// - Parameter id: the request's id, shown for `internal` so that the log line can be found.
    func response(to fault: Fault, of request: Request, id: String) -> Response
}

extension Fault {
    /// The sentence to show. For `internal` it is fixed and names the request id in the log.
    package func shownDetail(id: String) -> String {
        code == .internal ? "Internal error; the server's log has the cause under request id \(id)." : detail
    }
}
