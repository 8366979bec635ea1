import Base
import CoreMetrics
import HTTPAPI
import Prometheus

/// Counts requests and authentications.
final class RequestNumbers: RequestMeter {
    private struct Answered: Hashable {
        let route: Route
        let status: Int
    }

    private struct Route: Hashable {
        let method: String
        let route: String

        var labels: [(String, String)] { [("method", method), ("route", route)] }
    }

    private let answered: Instruments<Answered, Counter>
    private let durations: Instruments<Route, Histogram>
    private let attempts: Instruments<AuthenticationAttempt, Counter>
    private let inFlight: Meter
    private let aborted: Counter
    private let hits: Counter
    private let misses: Counter

    init(_ metrics: ServerMetrics) {
        answered = Instruments {
            metrics.counter(.requests, $0.route.labels + [("status", "\($0.status)")])
        }
        durations = Instruments { metrics.histogram(.requestDuration, $0.labels) }
        attempts = Instruments {
            metrics.counter(.authentications, [("kind", $0.kind.rawValue), ("outcome", Self.outcome($0))])
        }
        inFlight = metrics.gauge(.requestsInFlight)
        aborted = metrics.counter(.requestsAborted)
        hits = metrics.counter(.principalCache, [("result", "hit")])
        misses = metrics.counter(.principalCache, [("result", "miss")])
    }

    private static func outcome(_ attempt: AuthenticationAttempt) -> String {
        attempt.refusal?.rawValue.replacing("-", with: "_") ?? "accepted"
    }

    func began() { inFlight.increment() }

    func ended(_ request: MeasuredRequest) {
        inFlight.decrement()
        guard let status = request.status else { return aborted.increment() }
        let route = Route(method: request.method, route: request.route)
        answered[Answered(route: route, status: status)].increment()
        let exemplar = request.traceID.map { (name: "trace_id", value: $0) } ?? (name: "request_id", value: request.id)
        durations[route].record(seconds: request.duration.inSeconds, exemplar: exemplar)
    }

    func authenticated(_ attempt: AuthenticationAttempt) {
        attempts[attempt].increment()
        guard attempt.isToken else { return }
        (attempt.isCached ? hits : misses).increment()
    }
}
