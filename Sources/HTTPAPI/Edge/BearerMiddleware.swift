import Base
import HTTPTypes
import Hummingbird
import Identity

/// Room 1: finds the one bearer token of a request and has room 2 say whose it is, before any of the body is read.
///
/// Only header fields are looked at: a token in a query string ends up in logs, histories and referrers (OAuth 2.1
/// §5.1.2), so it counts as absent. A token seen lately costs one look-up, without suspension, and is not even read.
struct BearerMiddleware: RouterMiddleware {
    typealias Context = EdgeContext

    let authentication: Authentication
    let time: any TimeSource
    let proxies: TrustedProxies
    /// Under which names a caller without a token is served: a page that had its name rebound to our address has no
    /// token, but would not need one.
    let hosts: HostPolicy

    func handle(
        _ request: Request,
        context: EdgeContext,
        next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        switch authentication {
        case .everybody(let principal):
            try hosts.check(authority: request.head.authority, origin: request.headers[.origin])
            context.principal = principal
        case .tokens(let authenticator, let anonymous):
            let (bearers, apiKeys) = (request.headers[values: .authorization], request.headers[values: .apiKey])
            // Whoever presents anything is judged by it.
            if bearers.isEmpty, apiKeys.isEmpty, let anonymous, anonymous.admits(request, context), isOurs(request) {
                context.principal = anonymous.principal
                break
            }
            let presented = try AuthorizationHeader.parse(bearers, apiKeys: apiKeys)
            let now = time.now()
            if let principal = authenticator.known(presented, at: now) {
                context.principal = principal
            } else {
                let token = try AuthorizationHeader.read(presented)
                let address = proxies.caller(
                    peer: context.peer?.ipAddress,
                    forwardedFor: request.headers[values: .forwardedFor]
                )
                context.principal = try await authenticator.authenticate(token, from: address, at: now)
            }
        }
        return try await next(request, context)
    }

    private func isOurs(_ request: Request) -> Bool {
        (try? hosts.check(authority: request.head.authority, origin: request.headers[.origin])) != nil
    }
}

/// Lets requests without a credential pass as nobody's; a credential that is presented must be good.
struct PerhapsBearerMiddleware: RouterMiddleware {
    let bearer: BearerMiddleware

    func handle(
        _ request: Request,
        context: EdgeContext,
        next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let presents = [HTTPField.Name.authorization, .apiKey].contains { request.headers[$0] != nil }
        return presents
            ? try await bearer.handle(request, context: context, next: next) : try await next(request, context)
    }
}
