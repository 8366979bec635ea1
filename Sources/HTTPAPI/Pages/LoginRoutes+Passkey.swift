import Authorization
import Base
import HTTPTypes
import Hummingbird

/// Login with a passkey: the login page's script asks the browser for one and sends what it signed.
extension LoginRoutes {
    @Sendable func logInWithPasskey(_ request: Request, _ context: EdgeContext) async throws -> Response {
        try web.requireOwnPage(request)
        guard let passkeys = means.passkeys else {
            throw Fault(.notFound, "Nobody logs in with a passkey on this server.")
        }
        let (form, now) = (try await request.form(), web.time.now())
        let destination = LoginDestination(try form.value("continue"))
        guard try isSealed(form, provider: Self.passkey, destination: destination, request),
            let browser = web.cookies.browser(request)
        else {
            return try await outdated(request, context, destination)
        }
        do {
            try means.providerLimits.countWrite(
                by: web.caller(request, context),
                "Too many login attempts from this address.",
                at: now
            )
            let user = try await passkeys.logIn(try form.value("response") ?? "", browser: browser, at: now)
            let answer = try await begin(user, destination: destination, request)
            web.meter?.authenticated(AuthenticationAttempt(login: .passkey))
            return answer
        } catch let fault as Fault where fault.code == .accessDenied || fault.code == .rateLimited {
            web.meter?.authenticated(AuthenticationAttempt(login: .passkey, refusal: fault.code))
            return try await refused(fault, request, context, destination)
        }
    }
}
