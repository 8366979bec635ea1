import Base
import ClientCatalog
import Glibc
import Identity
import SQLStorage
import Settings

/// The API token that `connect` creates for a client that cannot log in: for the only user of this machine's server.
struct ConnectionToken {
    let client: KnownClient
    let owner: User
    private let tools: OperatorTools

    /// Nil without a database, and when it has several users: the person then creates the token.
    init?(for client: KnownClient, _ settings: ServerSettings) async throws {
        guard settings.mayHaveDatabase else { return nil }
        let tools = try Wiring.operatorTools(settings)
        let users = try await tools.users.list(PageRequest(limit: 1))
        guard users.total == 1, let owner = users.items.first else { return nil }
        (self.client, self.owner, self.tools) = (client, owner, tools)
    }

    /// Creates the token and runs the body with it. When the body fails, nobody has the token, and it is removed.
    func use<Result>(_ body: (Secret) async throws -> Result) async throws -> Result {
        let minted = try await tools.mint.mint(
            APITokenMint.Request(
                label: client.title,
                owner: .user(owner.id),
                workspace: owner.personalWorkspace,
                scopes: .write
            )
        )
        let row = try await TokenRow(minted.token, tools)
        do {
            let result = try await body(minted.secret)
            tools.report("Created token \(row.masked) of \(owner.name) for \(client.title)")
            return result
        } catch {
            _ = try await tools.tokens.remove(minted.token.id)
            throw error
        }
    }
}
