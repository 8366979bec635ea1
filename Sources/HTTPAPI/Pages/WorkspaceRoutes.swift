import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The choice of a workspace in the bar. It filters what pages show and grants nothing: policy asks the membership again
/// for every page.
struct WorkspaceRoutes: Sendable {
    let web: PageEnvironment

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.workspace, .post) { request, _ in
            let home = Endpoint.landing.rawValue
            let (visit, form) = try await web.form(request, sealedFor: ["workspace"], page: home)
            let wanted = try form.value("workspace")
            guard let membership = visit.visitor.memberships.first(where: { $0.workspace.id.rawValue == wanted }) else {
                throw Fault(.notFound, "Workspace not found")
            }
            // A memory of another workspace is opened there.
            let destination = LoginDestination(try form.value("continue")).path
            var response = Response.seeOther(destination)
            response.headers[.setCookie] = web.cookies.setWorkspace(membership.workspace.id)
            return response
        }
    }
}
