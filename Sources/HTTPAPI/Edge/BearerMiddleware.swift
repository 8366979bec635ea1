import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Traces

/// Room 1: extracts the bearer token of a request and has room 2 authenticate it before any of the body is read.
///
/// Reads header fields only: a token in a query string ends up in logs, histories and referrers (OAuth 2.1 §5.1.2), so
/// it counts as absent. A recently verified token costs one cache look-up, without suspension and without parsing.
struct BearerMiddleware: RouterMiddleware {
    typealias Context = EdgeContext

    let authentication: Authentication
    let time: any TimeSource
    let proxies: TrustedProxies
    /// The host names under which callers without a token are served. A page that rebound its name to our address (DNS
    /// rebinding) has no token, and would not need one.
    let hosts: HostPolicy
    let notes: StepNotes?
    /// Nil while metrics are off.
    let meter: (any RequestMeter)?
    /// Whether traces are on, so that the warm path need not ask the task.
    let isTraced: Bool

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        var context = context
        do {
            if isTraced {
                try await Room.authentication.span { try await authenticate(request, &context) }
            } else {
                try await authenticate(request, &context)
            }
        } catch {
            let header = request.headers[.authorization] ?? request.headers[.apiKey]
            meter?.authenticated(AuthenticationAttempt(Fault(of: error).code, presented: header))
            throw error
        }
        return try await next(request, context)
    }

    /// Sets the principal of the request.
    private func authenticate(_ request: Request, _ context: inout EdgeContext) async throws {
        switch authentication {
        case .everybody(let principal):
            try hosts.check(authority: request.head.authority, origin: request.headers[.origin])
            context.principal = principal
        case .tokens(let authenticator, let anonymous):
            let (bearers, apiKeys) = (request.headers[values: .authorization], request.headers[values: .apiKey])
            // A request that presents a credential is authenticated by it, never anonymous.
            if bearers.isEmpty, apiKeys.isEmpty, let anonymous, anonymous.admits(request, context), isOurs(request) {
                context.principal = anonymous.principal
                meter?.authenticated(AuthenticationAttempt(anonymous.principal))
                break
            }
            let presented = try AuthorizationHeader.parse(bearers, apiKeys: apiKeys)
            let now = time.now()
            if let principal = authenticator.known(presented, at: now) {
                context.principal = principal
                meter?.authenticated(AuthenticationAttempt(principal, isCached: true))
            } else {
                let token = try AuthorizationHeader.read(presented)
                let address = proxies.caller(
                    peer: context.peer?.ipAddress,
                    forwardedFor: request.headers[values: .forwardedFor]
                )
                let principal = try await authenticator.authenticate(token, from: address, at: now)
                context.principal = principal
                meter?.authenticated(AuthenticationAttempt(principal))
                if let client = principal.client { notes?.note(.call, of: client, request, context) }
            }
        }
    }

    private func isOurs(_ request: Request) -> Bool {
        (try? hosts.check(authority: request.head.authority, origin: request.headers[.origin])) != nil
    }
}

/// Lets requests without a credential pass without a principal; a credential that is presented must be valid.
struct PerhapsBearerMiddleware: RouterMiddleware {
    let bearer: BearerMiddleware

    func handle(_ request: Request, context: EdgeContext, next: Next<EdgeContext>) async throws -> Response {
        let presents = [HTTPField.Name.authorization, .apiKey].contains { request.headers[$0] != nil }
        return presents
            ? try await bearer.handle(request, context: context, next: next) : try await next(request, context)
    }
}
