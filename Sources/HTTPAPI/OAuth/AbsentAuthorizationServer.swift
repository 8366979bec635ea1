import Base
import HTTPTypes
import Hummingbird

/// Responds with 404 in OAuth's format on a server without an authorization server. Clients show the body to people
/// (“Registration failed: 404 …”), so it says what works instead, and pages of every origin may read it.
struct AbsentAuthorizationServer: Feature {
    func mount(on doors: Doors) {
        let machines = doors.open().add(middleware: OpenOrigin()).add(middleware: FaultMiddleware(OAuthFault()))
        for endpoint in OAuthEndpoint.allCases where endpoint.isForMachines {
            for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
                machines.on(endpoint, method) { _, _ in throw Fault(.notFound, OAuthEndpoint.absence) }
            }
            machines.on(endpoint, .options) { _, _ in Response(status: .noContent) }
        }
    }
}
