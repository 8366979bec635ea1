import CoreMetrics
import HummingbirdCore

/// The limit of open connections, with a count of them.
struct CountedConnections: AvailableConnectionsDelegate {
    private var limit: MaximumAvailableConnections
    private let open: Meter

    init(_ limit: MaximumAvailableConnections, most: Int, _ metrics: ServerMetrics) {
        self.limit = limit
        open = metrics.gauge(.connections)
        metrics.gauge(.connectionLimit).set(Double(most))
    }

    mutating func connectionOpened() {
        limit.connectionOpened()
        open.increment()
    }

    mutating func connectionClosed() {
        limit.connectionClosed()
        open.decrement()
    }

    func isAcceptingNewConnections() -> Bool { limit.isAcceptingNewConnections() }
}
