import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity

/// The page of the limits, for administrators.
struct LimitRoutes: Sendable {
    let web: PageEnvironment
    let settings: [ShownSetting]
    let invitations: Invitations
    /// Nil without an authorization server.
    let managed: ManagedAuthorization?

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.limits, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                return try web.show(LimitsPage(settings, used: try await used(at: visit.now)), visit, at: .people)
            }
        }
    }

    /// The use, by the key of the setting that bounds it.
    private func used(at now: Timestamp) async throws -> [String: String] {
        let open = try await invitations.list(to: nil, at: now).count
        var used = ["login.invitationDays": open.of("open invitation to the server", "open invitations to the server")]
        if let managed {
            let clients = try await managed.clients.clients(PageRequest(limit: 1)).total
            used["oauth.clientLimit"] = clients.of("registered application", "registered applications")
        }
        return used
    }
}
