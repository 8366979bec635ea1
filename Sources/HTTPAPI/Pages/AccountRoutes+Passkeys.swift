import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Memories

/// Passkeys on the account page. Adding and removing one needs a login of the last minutes, because someone else may be
/// using an unlocked screen, and a passkey that they add would outlast the session.
extension AccountRoutes {
    /// How long after a login passkeys may be added and removed.
    static let freshness = Duration.seconds(600)
    /// `prompt` makes an identity provider ask again.
    private static let loginAgain = PageEndpoint.login(continuing: "\(path)?prompt=login")

    /// Nil for people without a password here: their provider decides whether they may log in.
    func passkeyCard(_ visitor: Visitor, at now: Timestamp) async throws -> PasskeyCard? {
        guard let passkeys = means.passkeys, try await hasPassword(visitor.user) else { return nil }
        return PasskeyCard(
            list: try await passkeys.passkeys(of: visitor.user).map { passkey in
                PasskeyCard.Row(
                    id: passkey.id.rawValue,
                    name: passkey.name,
                    created: Self.day(passkey.createdAt),
                    lastUsed: Self.lastUsed(passkey.lastUsedAt),
                    isBackedUp: passkey.isBackedUp
                )
            },
            isFresh: Self.isFresh(visitor, at: now),
            loginAgain: Self.loginAgain,
            options: try await passkeys.creationOptions(for: visitor.user, browser: visitor.cookie, at: now),
            origin: passkeys.party.origin.text,
            seal: seal("passkeys", "", visitor)
        )
    }

    @Sendable func addPasskey(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, passkeys) = try await passkeyForm(request)
        try requireFresh(visitor)
        do {
            let passkey = try await passkeys.register(
                form.value("response") ?? "",
                name: (form.value("name") ?? "").trimmingBlanks(),
                for: visitor.user,
                browser: visitor.cookie,
                at: web.time.now()
            )
            return done("You can log in with the passkey \(passkey.name).", visitor)
        } catch let fault as Fault where fault.code == .validationFailed {
            return try await refused(fault, visitor, request, context)
        }
    }

    /// Renames or removes a passkey.
    @Sendable func changePasskey(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visitor, form, passkeys) = try await passkeyForm(request)
        let id = ID<Passkey>(try form.value("passkey") ?? "")
        if try form.value("action") == "remove" {
            try requireFresh(visitor)
            try await passkeys.remove(id, of: visitor.user)
            return done("The passkey was removed. Delete it in your device, too.", visitor)
        }
        try await passkeys.rename(id, of: visitor.user, to: (form.value("name") ?? "").trimmingBlanks())
        return done("The passkey was renamed.", visitor)
    }

    private func passkeyForm(_ request: Request) async throws -> (Visitor, FormParameters, Passkeys) {
        let (visitor, form, _) = try await sealed(request, field: "passkeys", named: false)
        guard let passkeys = means.passkeys, try await hasPassword(visitor.user) else {
            throw Fault(.notFound, "You cannot log in with a passkey on this server.")
        }
        return (visitor, form, passkeys)
    }

    private static func isFresh(_ visitor: Visitor, at now: Timestamp) -> Bool {
        visitor.session.authenticatedAt.advanced(by: freshness) > now
    }

    private func requireFresh(_ visitor: Visitor) throws {
        guard !Self.isFresh(visitor, at: web.time.now()) else { return }
        throw Fault(
            .forbidden,
            "Log in again to add or remove a passkey. Nothing was changed.",
            hints: .init(again: Self.loginAgain, againText: "Log in again", heading: "Confirm that it is you")
        )
    }
}
