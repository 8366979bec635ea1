import HTTPTypes
import Hummingbird
import Logging
import Traces
import Tracing

/// Starts the span of every request that is traced, and continues the trace of a caller (W3C Trace Context). Only part
/// of a server whose traces are on.
struct RequestTracing: RouterMiddleware {
    typealias Context = EdgeContext

    let tracer: TraceRecorder

    private struct Headers: Extractor {
        /// A header that is sent twice counts as absent (W3C Trace Context §3.2.1).
        func extract(key: String, from fields: HTTPFields) -> String? {
            guard let name = HTTPField.Name(key) else { return nil }
            let values = fields[values: name]
            return values.count == 1 ? values[0] : nil
        }
    }

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        var parent = InstrumentationContext.topLevel
        tracer.extract(request.headers, into: &parent, using: Headers())
        let method = RequestLog.known(request.method)
        let span = tracer.startSpan(method, context: parent, ofKind: .server)
        guard span.isRecording else {
            // Only passed on to other servers.
            guard parent.trace != nil else { return try await next(request, context) }
            return try await InstrumentationContext.$current.withValue(span.context) {
                try await next(request, context)
            }
        }
        var context = context
        context.logger[metadataKey: "trace_id"] = span.context.trace.map { "\($0.traceID)" }
        defer { finish(span, method, context) }
        do {
            let response = try await InstrumentationContext.$current.withValue(span.context) {
                try await next(request, context)
            }
            span.attributes["http.response.status_code"] = Int64(response.status.code)
            if response.status.code >= 500 { span.setStatus(.init(code: .error)) }
            return response
        } catch {
            span.recordError(error)
            throw error
        }
    }

    /// Names the span after its route, and adds the time between room 4 and the response as room 6.
    private func finish(_ span: RecordedSpan, _ method: String, _ context: EdgeContext) {
        let route = context.endpointPath.flatMap { $0.hasPrefix("/") ? $0 : nil }
        span.operationName = route.map { "\(method) \($0)" } ?? method
        span.attributes["http.request.method"] = method
        if let route { span.attributes["http.route"] = route }
        span.attributes["agent_memory.request_id"] = context.id
        if let left = span.trace.leftMemory {
            tracer.startSpan(Room.answer.rawValue, context: span.context, ofKind: .internal, at: left).end()
        }
        span.end()
    }
}
