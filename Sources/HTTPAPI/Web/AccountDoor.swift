package import Authorization
import Base
import Hummingbird
package import Identity

/// The pages for people, put together: login, consent, set-up, account.
package struct AccountDoor: Feature {
    private let authorize: AuthorizeRoutes
    private let login: LoginRoutes
    private let setup: SetupRoutes
    private let account: AccountRoutes
    private let templates: PageTemplates

    package init(
        web: WebDoor,
        door: AuthorizationDoor,
        local: LocalLogin,
        federation: FederatedLogin,
        authenticator: TokenAuthenticator,
        stores: AuthorizationStores,
        identity: IdentityStores,
        tokens: APITokenDirectory,
        mint: APITokenMint,
        epoch: RevocationEpoch
    ) {
        templates = web.templates
        authorize = AuthorizeRoutes(door: door, web: web)
        login = LoginRoutes(web: web, door: door, local: local, federation: federation)
        setup = SetupRoutes(
            web: web,
            authenticator: authenticator,
            local: local,
            users: identity.users,
            passwords: stores.passwords
        )
        account = AccountRoutes(
            web: web,
            door: door,
            local: local,
            stores: stores,
            identity: identity,
            tokens: tokens,
            mint: mint,
            epoch: epoch
        )
    }

    package func mount(on doors: Doors) {
        let pages = doors.open(faults: FaultPage(templates: templates))
        authorize.mount(on: pages)
        login.mount(on: pages)
        setup.mount(on: pages)
        account.mount(on: pages)
    }
}
