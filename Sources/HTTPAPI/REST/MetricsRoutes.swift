import Base
import HTTPTypes
package import Hummingbird
import Identity
import NIOCore

/// The numbers of the server for a monitoring system, to administrators only: they say how much others use it.
package struct MetricsRoutes: Feature {
    /// Nil while metrics are off.
    private let text: MetricsText?

    package init(_ text: MetricsText?) {
        self.text = text
    }

    package func mount(on doors: Doors) {
        doors.authenticated().on(.metrics, .get) { request, context in
            _ = try context.access(for: request, to: .administer)
            guard context.principal.isAdministrator else {
                throw Fault(.forbidden, "Only administrators of the server can read its metrics.")
            }
            guard let text else {
                throw Fault(
                    .notFound,
                    "Metrics are off.",
                    hints: .init(advice: "Set metrics.enabled to true and restart the server.")
                )
            }
            return await Self.response(to: request, text)
        }
    }

    /// A router for a listener of its own, which asks for no credential.
    /// - Parameter hosts: the host names that it responds to; nil for all. On loopback it must be set, because pages of
    ///   any site could otherwise read the numbers (DNS rebinding).
    package func router(hosts: HostPolicy?) -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self, options: .autoGenerateHeadEndpoints)
        let group = router.group().add(
            middleware: FaultMiddleware<BasicRequestContext>(Problem(challenge: HTTPOptions().challenge))
        )
        if let hosts { group.add(middleware: HostMiddleware<BasicRequestContext>(hosts)) }
        if let text {
            group.on(.metrics, .get) { request, _ in await Self.response(to: request, text) }
        }
        return router
    }

    private static func response(to request: Request, _ text: MetricsText) async -> Response {
        let format: MetricsFormat = request.prefersOpenMetrics ? .openMetrics : .text
        return Response(
            status: .ok,
            headers: [.contentType: format.rawValue, .vary: "Accept"],
            body: .init(byteBuffer: ByteBuffer(string: await text(format)))
        )
    }
}
