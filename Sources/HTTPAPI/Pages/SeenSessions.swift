import Authorization
import Base
import HTTPTypes
import Hummingbird

/// Notes when and from where the person behind a page last used their session, and who they are for the log; stores what
/// the page left for the next one. A failure to note it must not hide the page.
struct SeenSessions: RouterMiddleware {
    typealias Context = EdgeContext

    let web: PageEnvironment

    func handle(
        _ request: Request,
        context: EdgeContext,
        next: (Request, EdgeContext) async throws -> Response
    ) async throws -> Response {
        let response = try await next(request, context)
        let now = web.time.now()
        await web.flashes.publish(at: now)
        guard response.status.code < 400, let visitor = try? await web.visitor(request, at: now) else {
            return response
        }
        context.record.note(visitor.principal)
        if request.method == .get, response.status == .ok {
            try? await web.sessions.see(visitor.session, from: web.address(request, context), at: now)
        }
        return response
    }
}
