import Base
import Hummingbird
package import Identity

/// The pages for people: login, setup, account. They work with and without an authorization server.
package struct AccountPages: Feature {
    private let login: LoginRoutes
    private let setup: SetupRoutes
    private let account: AccountRoutes
    private let templates: PageTemplates

    /// - Parameters:
    ///   - authenticator: verifies the API token that is pasted into the setup page.
    ///   - mcpURL: the address that MCP clients are given.
    package init(
        environment: PageEnvironment,
        login means: LoginMeans,
        authenticator: TokenAuthenticator,
        holdings: PersonalHoldings,
        mcpURL: String
    ) {
        templates = environment.templates
        login = LoginRoutes(web: environment, means: means)
        setup = SetupRoutes(
            web: environment,
            authenticator: authenticator,
            local: means.passwords,
            users: holdings.users,
            passwords: holdings.passwords
        )
        account = AccountRoutes(web: environment, means: means, holdings: holdings, mcpURL: mcpURL)
    }

    package func mount(on doors: Doors) {
        let pages = doors.open(faults: FaultPage(templates: templates))
        login.mount(on: pages)
        setup.mount(on: pages)
        account.mount(on: pages)
    }
}
