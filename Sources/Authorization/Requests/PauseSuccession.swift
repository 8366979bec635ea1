import Base
import Identity

/// Keeps an application paused that registers again: for the same person, a client of the same name and redirect target
/// is the same application (`ConnectedApplications`), and a pause must not end by a restart of the client, nor when its
/// earlier registration was deleted.
struct PauseSuccession: Sendable {
    let clients: any ClientStore
    let pauses: any ApplicationPauseStore

    /// Pauses the client of this redirect target for the person, if an earlier registration of it is paused. Call it
    /// before the client gets a code.
    func apply(to redirect: RedirectTarget, of user: ID<User>, at now: Timestamp) async throws {
        let client = redirect.client
        guard client.origin == .registered, let name = client.name else { return }
        let paused = try await clients.paused(by: user)
        let target = Identifier(redirect.registered.target)
        guard paused.contains(where: { $0.isOf(name: name, target: target) }),
            !paused.contains(where: { $0.client == client.id })
        else { return }
        try await pauses.pause(ApplicationID(.registered, id: client.id.rawValue), by: user, at: now)
    }
}
