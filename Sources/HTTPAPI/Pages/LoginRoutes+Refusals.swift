import Base
import HTTPTypes
import Hummingbird

extension LoginRoutes {
    /// The login page again, for a form that is no longer valid.
    func outdated(_ request: Request, _ context: EdgeContext, _ destination: LoginDestination) async throws -> Response
    {
        try await page(request, context, destination: destination, problem: Self.outOfDate, status: .forbidden)
    }

    /// The login page again, with the reason why the login failed.
    func refused(
        _ fault: Fault,
        _ request: Request,
        _ context: EdgeContext,
        _ destination: LoginDestination,
        username: String? = nil
    ) async throws -> Response {
        context.logger.noteRefusal(fault)
        var answer = try await page(
            request,
            context,
            destination: destination,
            username: username,
            problem: fault.detail,
            status: .init(code: fault.code.status)
        )
        answer.headers[.retryAfter] = fault.hints.retryAfter.map(String.init)
        return answer
    }
}
