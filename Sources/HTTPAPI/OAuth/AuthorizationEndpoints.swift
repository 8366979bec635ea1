package import Authorization
package import Base
import HTTPTypes
import Hummingbird

/// The authorization server over HTTP: the routes for clients, and the authorization endpoint for browsers.
package struct AuthorizationEndpoints: Feature {
    private let metadata: MetadataRoutes
    private let registration: RegistrationRoutes
    private let tokens: TokenRoutes
    private let authorize: AuthorizeRoutes

    /// - Parameter people: the pages on which people log in and submit forms.
    package init(
        _ parts: AuthorizationParts,
        people: any ConsentPages,
        notes: StepNotes,
        time: any TimeSource
    ) {
        metadata = MetadataRoutes(parts: parts, notes: notes, time: time)
        registration = RegistrationRoutes(parts: parts, notes: notes, time: time)
        tokens = TokenRoutes(parts: parts, notes: notes, time: time)
        authorize = AuthorizeRoutes(server: parts.server, people: people, notes: notes, time: time)
    }

    package func mount(on doors: Doors) {
        let machines = doors.open().add(middleware: OpenOrigin()).add(middleware: FaultMiddleware(OAuthFault()))
        metadata.mount(on: machines)
        registration.mount(on: machines)
        tokens.mount(on: machines)
        let readable = doors.readable(OAuthFault())
        tokens.mountReadable(on: doors.open().add(middleware: OpenOrigin()).add(middleware: FaultMiddleware(readable)))
        for endpoint in OAuthEndpoint.allCases where endpoint.isForMachines {
            machines.on(endpoint, .options) { _, _ in Response(status: .noContent) }
        }
        authorize.mount(on: doors.open(faults: FaultPage(templates: authorize.templates)))
    }
}
