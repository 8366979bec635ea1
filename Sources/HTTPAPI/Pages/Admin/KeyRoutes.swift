import Authorization
import Base
import HTTPTypes
import Hummingbird
import Identity
import Logging

/// The page of the signing keys, for administrators, who rotate and revoke them as `agent-memory key` does.
struct KeyRoutes: Sendable {
    let web: PageEnvironment
    let managed: ManagedAuthorization

    private static let path = PageEndpoint.signingKeys.rawValue
    private static let rotation = ["rotate key"]

    func mount(on router: some RouterMethods<EdgeContext>) {
        router.on(.signingKeys, .get) { request, _ in
            try await web.page(request) { visit in
                try visit.requireAdministrator()
                let page = KeysPage(
                    try await managed.keys.keys(),
                    of: managed,
                    now: visit.now,
                    rotateSeal: web.seal(Self.rotation, for: visit.visitor),
                    seal: { web.seal(Self.purpose($0.id), for: visit.visitor) }
                )
                return try web.show(page, visit, at: .people)
            }
        }
        router.on(.keyRotation, .post, use: rotate)
        router.on(.keyRemoval, .post, use: retire)
    }

    @Sendable private func rotate(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, _) = try await web.form(request, sealedFor: Self.rotation, page: Self.path)
        try visit.requireAdministrator()
        // The next start would use the key in the settings again.
        if let setting = managed.keySetting {
            throw Fault(
                .conflict,
                "The signing key is set in \(setting). Set another key there and restart the server."
            )
        }
        let id = try await managed.rotation.rotate(managed.algorithm, at: visit.now)
        context.logger.notice("signing key created", metadata: ["key": "\(id)", "by": "\(visit.visitor.user.id)"])
        return web.done("A new key signs from now on. The former one verifies for another day.", visit, then: Self.path)
    }

    @Sendable private func retire(_ request: Request, _ context: EdgeContext) async throws -> Response {
        let (visit, form) = try await web.form(request, page: Self.path) { try Self.purpose($0.value("key") ?? "") }
        try visit.requireAdministrator()
        let id = try form.value("key") ?? ""
        try await managed.rotation.retire(id)
        context.logger.notice("signing key revoked", metadata: ["key": "\(id)", "by": "\(visit.visitor.user.id)"])
        return web.done("The key is revoked: tokens signed with it stop working.", visit, then: Self.path)
    }

    private static func purpose(_ id: String) -> [String] { ["revoke key", id] }
}
