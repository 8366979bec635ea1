import Base
import Identity
import JOSE
import SQLStorage
import TestSupport
import Testing

@testable import Authorization

@Suite("Clients that act for themselves register only where the operator allows it")
struct MachineRegistrationTests {
    @Test("Only the operator's token registers client_credentials, in the workspace named for it, never to administer")
    func serviceClients() async throws {
        let fixture = try await AuthorizationFixture()
        let shop = Workspace(id: ID("shop"), name: "shop", kind: .team, privacy: .shared, createdAt: fixture.now)
        _ = try await fixture.backend.stores.identity.workspaces.add(shop)
        let token = ClientRegistration.Policy.token(Secret("initial-token"))
        func register(
            _ policy: ClientRegistration.Policy,
            in workspace: String?,
            method: String = "client_secret_basic",
            scope: String = "read write admin"
        ) async throws -> ClientRegistration.Registered {
            var registration = fixture.registration(policy: policy)
            registration.services = workspace.map {
                MachineRegistration(workspace: $0, workspaces: fixture.backend.stores.identity.workspaces)
            }
            let body: JSONValue = [
                "grant_types": ["client_credentials"], "token_endpoint_auth_method": .string(method),
                "scope": .string(scope),
            ]
            return try await registration.register(
                body,
                initialAccessToken: BearerToken("initial-token"),
                at: fixture.now
            )
        }
        let registered = try await register(token, in: "shop")
        #expect(registered.client.workspace == shop.id && registered.secret != nil)
        #expect(!registered.client.scopes.values.contains(.memoryAdmin))
        for (policy, workspace, method) in [
            (ClientRegistration.Policy.open, "shop", "client_secret_basic"), (token, nil, "client_secret_basic"),
            (token, "none", "client_secret_basic"), (token, "shop", "none"),
        ] as [(ClientRegistration.Policy, String?, String)] {
            let code = await faultCode { _ = try await register(policy, in: workspace, method: method) }
            #expect(code == .invalidClientMetadata, "\(workspace ?? "-") \(method)")
        }
    }
}
