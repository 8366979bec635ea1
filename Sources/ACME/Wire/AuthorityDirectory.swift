import Base

/// Where the authority takes requests (RFC 8555 §7.1.1).
package struct AuthorityDirectory: Sendable, Hashable {
    let newNonce: String
    let newAccount: String
    let newOrder: String
    /// Where its terms of service are; nil when it has none.
    package let terms: String?
    let needsExternalAccount: Bool

    /// - Throws: `IssuanceFailure` when the URL is not that of a directory.
    package static func read(from url: String, over transport: any AuthorityTransport) async throws -> Self {
        let response = try await transport.reach(AuthorityRequest(.get, url))
        guard response.status == 200 else {
            throw IssuanceFailure(.refused(AuthorityProblem(response)), retryAfter: response.retryAfter)
        }
        guard let value = try? StrictJSON.parse(response.body), let newNonce = value["newNonce"]?.string,
            let newAccount = value["newAccount"]?.string, let newOrder = value["newOrder"]?.string
        else { throw IssuanceFailure(.notADirectory) }
        let meta = value["meta"]
        return AuthorityDirectory(
            newNonce: newNonce,
            newAccount: newAccount,
            newOrder: newOrder,
            terms: meta?["termsOfService"]?.string?.escaped,
            needsExternalAccount: meta?["externalAccountRequired"]?.bool ?? false
        )
    }
}

extension AuthorityTransport {
    /// - Throws: `IssuanceFailure` when there is no response.
    func reach(_ request: AuthorityRequest) async throws -> AuthorityResponse {
        do { return try await exchange(request) } catch is CancellationError { throw CancellationError() } catch {
            throw IssuanceFailure(.unreachable("\(error)"))
        }
    }
}
