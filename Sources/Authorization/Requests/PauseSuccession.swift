import Base
import Identity

/// Keeps an application paused that registers again: for the same person, a client of the same name and redirect target
/// is the same application (`ConnectedApplications`), and a pause must not end by a restart of the client.
struct PauseSuccession: Sendable {
    let clients: any ClientStore
    let pauses: any ApplicationPauseStore

    /// Pauses the client of this redirect target for the person, if an earlier registration of it is paused. Call it
    /// before the client gets a code.
    func apply(to redirect: RedirectTarget, of user: ID<User>, at now: Timestamp) async throws {
        let client = redirect.client
        guard client.origin == .registered, let name = client.name else { return }
        let paused = try await pauses.paused(by: user).map(\.application).filter { $0.identification == .registered }
        let own = ApplicationID(.registered, id: client.id.rawValue)
        guard !paused.isEmpty, !paused.contains(own) else { return }
        for application in paused {
            guard let former = try await clients.client(ID(application.id)), former.name.isExactly(name),
                former.redirectURIs.contains(where: { $0.target.isExactly(redirect.registered.target) })
            else { continue }
            return try await pauses.pause(own, by: user, at: now)
        }
    }
}
