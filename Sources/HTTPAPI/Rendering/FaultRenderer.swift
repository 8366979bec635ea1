package import Base
package import Hummingbird

/// What a fault looks like at one door (docs/architecture.md §8).
package protocol FaultRenderer: Sendable {
    /// - Parameter id: the request's, shown for `internal` so that the log line can be found.
    func response(to fault: Fault, of request: Request, id: String) -> Response
}

extension Fault {
    /// The sentence to show. That of `internal` is fixed, whatever was thrown, and leads to the log.
    package func shownDetail(id: String) -> String {
        code == .internal ? "Internal error; the server's log has the cause under request id \(id)." : detail
    }
}
