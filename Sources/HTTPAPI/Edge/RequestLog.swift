import Base
import HTTPTypes
import Hummingbird
import Logging

/// Logs one line for each request: method, the route's template, status, duration. Never the path itself, a query, a
/// header or a body: those hold ids, tokens and memories. The request id is part of the logger, and every response
/// carries it.
struct RequestLog: RouterMiddleware {
    typealias Context = EdgeContext

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        let start = ContinuousClock.now
        do {
            var response = try await next(request, context)
            response.headers[.requestID] = context.id
            let level: Logger.Level = response.status.code >= 500 ? .warning : .info
            context.logger.log(
                level: level,
                "request",
                metadata: [
                    "method": "\(Self.known(request.method))", "route": "\(context.endpointPath ?? "-")",
                    "status": "\(response.status.code)", "ms": "\(Self.milliseconds(since: start))",
                ]
            )
            return response
        } catch {
            context.logger.info("request aborted", metadata: ["method": "\(Self.known(request.method))"])
            throw error
        }
    }

    /// A method is free text from the caller; only those that can reach a route are logged.
    private static func known(_ method: HTTPRequest.Method) -> String {
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
