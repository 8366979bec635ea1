import Base
import HTTPTypes
package import Hummingbird
import Identity
import Logging

/// Turns whatever is thrown below it into an answer in the shape of its door. It alone makes `internal` out of an error
/// that is not a `Fault`: the cause goes to the log under the request's id, the answer holds only that id.
package struct FaultMiddleware<Context: RequestContext>: RouterMiddleware {
    private let renderer: any FaultRenderer
    private let mounted: Set<String>?

    /// - Parameter mounted: the templates of the paths that this server has, for the middleware that sees requests
    ///   without a route.
    package init(_ renderer: any FaultRenderer, mounted: Set<String>? = nil) {
        self.renderer = renderer
        self.mounted = mounted
    }

    package func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let unreadable as BodyUnreadable {
            // Hummingbird answers a malformed request itself and closes the connection.
            throw unreadable.cause
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let (fault, allowed) = fault(of: error, request, context)
            Self.log(fault, with: context.logger)
            var response = renderer.response(to: fault, of: request, id: context.id)
            if !allowed.isEmpty { response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ") }
            // Where there is no route, there is no GET whose response the router would have stripped of its body.
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    /// With the methods there are where the one of the request is not among them.
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

    /// Whether the router knew no route: the path is unknown, or known for other methods.
    private static func isUnrouted(_ error: any Error, _ context: Context) -> Bool {
        (error as? HTTPError)?.status == .notFound && context.endpointPath == "NotFound"
    }

    /// What the operator must know, under the request's id: also why a credential was refused of which the caller is
    /// told one sentence.
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
            guard fault.code.challenge == .invalidToken else { return }
            logger.notice(
                "credential refused",
                metadata: ["code": "\(fault.code.rawValue)", "reason": "\(fault.detail)"]
            )
        }
    }
}

extension Fault {
    /// What any error is to a caller.
    init(of error: any Error) {
        switch error {
        case let error as HTTPError: self.init(error)
        default: self.init(any: error)
        }
    }

    /// What Hummingbird itself throws. Its text may hold parts of the request, so ours is used.
    private init(_ error: HTTPError) {
        switch error.status.code {
        case 404: self.init(.notFound, "Not Found")
        case 405: self.init(.methodNotAllowed, "Method Not Allowed")
        case 413: self.init(.payloadTooLarge, "The body is too large.")
        case 415: self.init(.unsupportedMediaType, "That media type is not understood here.")
        case 400..<500: self.init(.invalidRequest, "The request is not understood.")
        default: self.init(.internal, "Internal error", cause: error)
        }
    }
}
