import Base

/// Where a fault belongs in MCP; the one place that maps them.
extension Fault {
    enum Place: Sendable, Hashable {
        /// With the credential: HTTP answers it with 401 or 403 and a challenge, outside JSON-RPC (MCP authorization).
        case challenge
        /// With the model, which can do better: a tool's result with `isError` (SEP-1303).
        case correctable
        /// With the operator: nothing is told but that it happened.
        case unexpected
    }

    var place: Place {
        switch code {
        case .missingCredential, .invalidToken, .insufficientScope: .challenge
        case .invalidRequest, .validationFailed, .forbidden, .notFound, .methodNotAllowed, .conflict, .payloadTooLarge,
            .unsupportedMediaType, .rateLimited, .notImplemented, .unavailable, .insufficientStorage:
            .correctable
        case .internal, .invalidClient, .invalidGrant, .invalidScope, .invalidTarget, .unauthorizedClient,
            .unsupportedGrantType,
            .unsupportedResponseType, .accessDenied, .loginRequired, .consentRequired, .invalidRedirectURI,
            .invalidClientMetadata,
            .requestNotSupported, .requestURINotSupported:
            .unexpected
        }
    }

    /// What is told outside of tools.
    var rpcError: RPCError {
        switch place {
        case .challenge: RPCError(.notAuthorized, sentence)
        case .unexpected: RPCError(.internal, "Internal error.")
        case .correctable:
            // The caller's doing, or ours.
            switch code.status {
            case 400..<500: RPCError(.invalidParams, sentence)
            default: RPCError(.internal, sentence)
            }
        }
    }

    /// Everything that helps, in one line: the detail, what is wrong with each field, what to do, how long to wait.
    var sentence: String {
        var parts = [detail]
        // The detail of a fault with fields is often the first field's message.
        parts += hints.fields.map(\.message).filter { $0 != detail }
        parts += [hints.advice].compactMap { $0 }
        parts += hints.retryAfter.map { ["Try again in \($0) second\($0 == 1 ? "" : "s")."] } ?? []
        return parts.joined(separator: " ")
    }
}
