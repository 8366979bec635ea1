import Base
import HTTPTypes
import Hummingbird

/// Paths of the Redis server's API that this server does not offer, because they need a language model. Clients get a
/// clear 501 instead of a 404, which could be mistaken for an empty result.
struct UnofferedRoutes: Feature {
    func mount(on doors: Doors) {
        let routes = doors.authenticated()
        for endpoint in [
            Endpoint.summaryViews, .summaryView, .summaryPartitions, .summaryPartitionsRun, .summaryViewRun, .task,
        ] {
            for method in endpoint.methods {
                routes.on(endpoint, method) { _, _ in
                    throw Fault(
                        .notImplemented,
                        "Summary views are not offered: they need a language model, and this server calls none.",
                        hints: .init(advice: "Search with filters, or keep summaries in a session's `context`.")
                    )
                }
            }
        }
    }
}
