import Hummingbird
import Traces

/// Measures every request. Only part of a server whose metrics are on.
struct RequestMetrics: RouterMiddleware {
    typealias Context = EdgeContext

    let meter: any RequestMeter

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        let start = ContinuousClock.now
        meter.began()
        let trace = TraceContext.current.flatMap { $0.isSampled ? $0.traceID : nil }
        func end(_ status: Int?) {
            meter.ended(
                MeasuredRequest(
                    method: RequestLog.known(request.method),
                    // The router names what it does not find "NotFound".
                    route: context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "none",
                    status: status,
                    duration: ContinuousClock.now - start,
                    id: context.id,
                    traceID: trace
                )
            )
        }
        do {
            let response = try await next(request, context)
            end(response.status.code)
            return response
        } catch {
            end(nil)
            throw error
        }
    }
}
