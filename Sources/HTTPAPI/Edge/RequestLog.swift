import Base
import HTTPTypes
import Hummingbird
import Logging

/// Logs one line for each request: method, the route's template, status, duration, the bytes of the response, and who
/// called from where. Never the path itself, a query, another header or a body: those hold ids, tokens and memories. The
/// request id is part of the logger, and every response carries it.
struct RequestLog: RouterMiddleware {
    typealias Context = EdgeContext

    let proxies: TrustedProxies
    /// Whether requests are logged that did not fail in the server.
    let isOn: @Sendable () -> Bool

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        let start = ContinuousClock.now
        do {
            var response = try await next(request, context)
            response.headers[.requestID] = context.id
            let hasFailed = response.status.code >= 500
            if hasFailed || isOn() {
                context.logger.log(
                    level: hasFailed ? .warning : .info,
                    "request",
                    metadata: metadata(of: response, to: request, context, since: start)
                )
            }
            return response
        } catch {
            context.logger.info("request aborted", metadata: ["method": "\(Self.known(request.method))"])
            throw error
        }
    }

    private func metadata(
        of response: Response,
        to request: Request,
        _ context: EdgeContext,
        since start: ContinuousClock.Instant
    ) -> Logger.Metadata {
        var metadata = context.record.metadata
        metadata["method"] = "\(Self.known(request.method))"
        metadata["route"] = "\(context.endpointPath ?? "-")"
        metadata["status"] = "\(response.status.code)"
        metadata["ms"] = "\(Self.milliseconds(since: start))"
        metadata["bytes"] = response.body.contentLength.map { "\($0)" }
        metadata["address"] = proxies.caller(
            peer: context.peer?.ipAddress,
            forwardedFor: request.headers[values: .forwardedFor]
        ).map { "\($0)" }
        return metadata
    }

    /// A method is free text from the caller; only those that can reach a route are logged.
    static func known(_ method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(method) ? method.rawValue : "other"
    }

    private static func milliseconds(since start: ContinuousClock.Instant) -> Int64 {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}

extension Logger {
    /// Logs why a form was refused when the page shows the error itself, with the request's id as a reference. The
    /// detail is our own sentence.
    func noteRefusal(_ fault: Fault) {
        info(
            "fault",
            metadata: [
                "code": "\(fault.code.rawValue)",
                "cause": "\(fault.cause.map { String(describing: $0) } ?? fault.detail)",
            ]
        )
    }
}
