package import Base
import Identity
import Logging

/// The token endpoint (RFC 6749 §3.2): the same steps for every grant, with one gap that the grant fills.
package struct TokenEndpoint: Sendable {
    let authenticator: ClientAuthenticator
    let grants: [any Grant]
    let issuer: TokenIssuer
    let clients: any ClientStore
    let log: Logger

    /// - Parameter address: the caller's, for the record of a connection that this request ends.
    /// - Throws: `Fault` to be rendered as RFC 6749 §5.2.
    package func issue(
        _ parameters: FormParameters,
        authorization: String?,
        from address: String? = nil,
        at now: Timestamp
    ) async throws -> TokenResponse {
        // 1. parse
        let name = try parameters.required("grant_type")
        guard let grant = grants.first(where: { $0.type.rawValue.isExactly(name) }) else {
            throw Fault(.unsupportedGrantType, "The grant type is not supported.")
        }
        // 2. authenticate the client
        let client = try await authenticator.authenticate(parameters, authorization: authorization, at: now)
        // 3. may it use this grant?
        guard client.client.grantTypes.contains(grant.type) else {
            throw Fault(.unauthorizedClient, "The client is not registered for this grant type.")
        }
        let signers = try await issuer.signers(at: now)
        // 4. the grant checks its conditions
        let result = try await grant.authorize(
            GrantRequest(parameters: parameters, client: client, address: address, now: now)
        )
        // 5. issue
        let response = try await issuer.issue(result, to: client.client, with: signers, at: now)
        await noteUse(of: client.client, at: now)
        return response
    }

    /// Recorded last, so that an invalid request in a client's name does not count as a use. The code is spent and the
    /// refresh token rotated by now; an error would make the client retry with the old one, which ends the family later.
    private func noteUse(of client: Client, at now: Timestamp) async {
        guard client.origin != .document else { return }
        do {
            try await clients.touch(client.id, at: now)
        } catch {
            log.warning("the use of a client was not noted", metadata: ["client": "\(client.id)", "cause": "\(error)"])
        }
    }
}
