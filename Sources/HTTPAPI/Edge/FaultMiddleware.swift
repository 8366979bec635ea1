import Base
import HTTPTypes
package import Hummingbird
import Identity
import Logging

/// Turns every error thrown below it into a response in the format of its door. Only this middleware turns an error
/// that is not a `Fault` into `internal`: the cause goes to the log under the request's id, the response holds only
/// that id.
package struct FaultMiddleware<Context: RequestContext>: RouterMiddleware {
    private let renderer: any FaultRenderer
    private let mounted: Set<String>?

    /// - Parameter mounted: the templates of this server's paths, for the middleware that sees requests without a
    ///   route.
    package init(_ renderer: any FaultRenderer, mounted: Set<String>? = nil) {
        self.renderer = renderer
        self.mounted = mounted
    }

    package func handle(_ request: Request, context: Context, next: Next<Context>) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let unreadable as BodyUnreadable {
            // Hummingbird responds to a malformed request itself and closes the connection.
            throw unreadable.cause
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let (fault, allowed) = fault(of: error, request, context)
            Self.log(fault, with: context.logger)
            var response = renderer.response(to: fault, of: request, id: context.id)
            if !allowed.isEmpty { response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
            // Without a route, the router does not remove the body from responses to HEAD.
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    /// The fault, and the path's methods when the request's method is not among them.
    private func fault(of error: any Error, _ request: Request, _ context: Context) -> (Fault, [HTTPRequest.Method]) {
        let (fault, isUnrouted) = (Fault(of: error), Self.isUnrouted(error, context))
        guard fault.code == .methodNotAllowed || isUnrouted else { return (fault, []) }
        let path = request.uri.path
        let allowed = ServedPath.methods(at: path, mounted: mounted)
        guard allowed.isEmpty || allowed.contains(request.method) else {
            return (Fault(.methodNotAllowed, "Method Not Allowed"), allowed)
        }
        guard isUnrouted else { return (fault, []) }
        let advice = ServedPath.absence(of: path) ?? "GET /docs describes every path of this server."
        return (Fault(.notFound, "Not Found", hints: .init(advice: advice)), [])
    }

    /// Whether the router found no route: the path is unknown, or known for other methods.
    private static func isUnrouted(_ error: any Error, _ context: Context) -> Bool {
        (error as? HTTPError)?.status == .notFound && context.endpointPath == "NotFound"
    }

    /// Logs what the operator needs under the request's id, including why a credential was refused, which the caller is
    /// not told.
    private static func log(_ fault: Fault, with logger: Logger) {
        switch fault.cause {
        case let refusal as CredentialRefusal:
            logger.notice("credential refused", metadata: ["code": "\(fault.code.rawValue)", "reason": "\(refusal)"])
        case let cause?:
            let text = String(describing: cause).prefix(500)
            logger.log(
                level: fault.code == .internal ? .error : .warning,
                "fault",
                metadata: ["code": "\(fault.code.rawValue)", "type": "\(type(of: cause))", "cause": "\(text)"]
            )
        case nil:
            guard [401, 403, 429].contains(fault.code.status) else { return }
            let what: Logger.Message = fault.code.challenge == .invalidToken ? "credential refused" : "request refused"
            logger.notice(what, metadata: ["code": "\(fault.code.rawValue)", "reason": "\(fault.detail)"])
        }
    }
}

extension Fault {
    /// The fault that a caller is shown for any error.
    init(of error: any Error) {
        switch error {
        case let error as HTTPError: self.init(error)
        default: self.init(any: error)
        }
    }

    /// Errors that Hummingbird itself throws. Their text may hold parts of the request, so ours is used.
    private init(_ error: HTTPError) {
        switch error.status.code {
        case 404: self.init(.notFound, "Not Found")
        case 405: self.init(.methodNotAllowed, "Method Not Allowed")
        case 413: self.init(.payloadTooLarge, "The body is too large.")
        case 415: self.init(.unsupportedMediaType, "Unsupported media type.")
        case 400..<500: self.init(.invalidRequest, "The server could not understand the request.")
        default: self.init(.internal, "Internal error", cause: error)
        }
    }
}
