/// Everything that can go wrong for a caller, as a closed list. The door that a fault leaves through decides its form;
/// `row` is the table for all doors.
package enum FaultCode: String, Sendable, CaseIterable {
    case invalidRequest = "invalid-request"
    case validationFailed = "validation-failed"
    case missingCredential = "missing-credential"
    case invalidToken = "invalid-token"
    /// A genuine token that was refused only because it has expired; its holder must fetch another. On the wire it is
    /// `invalid-token`, except in dialects that have their own code for it.
    case tokenExpired = "token-expired"
    case insufficientScope = "insufficient-scope"
    case forbidden = "forbidden"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case conflict = "conflict"
    case payloadTooLarge = "payload-too-large"
    case unsupportedMediaType = "unsupported-media-type"
    case rateLimited = "rate-limited"
    case notImplemented = "not-implemented"
    case unavailable = "unavailable"
    case insufficientStorage = "insufficient-storage"
    case `internal` = "internal"

    // OAuth 2.1 errors. The OAuth doors render them with their RFC 6749 §5.2 names.
    case invalidClient = "invalid-client"
    case invalidGrant = "invalid-grant"
    case invalidScope = "invalid-scope"
    case invalidTarget = "invalid-target"
    case unauthorizedClient = "unauthorized-client"
    case unsupportedGrantType = "unsupported-grant-type"
    case unsupportedResponseType = "unsupported-response-type"
    case accessDenied = "access-denied"
    case loginRequired = "login-required"
    case consentRequired = "consent-required"
    case invalidRedirectURI = "invalid-redirect-uri"
    case invalidClientMetadata = "invalid-client-metadata"
    case requestNotSupported = "request-not-supported"
    case requestURINotSupported = "request-uri-not-supported"
}

extension FaultCode {
    /// The HTTP status at the REST door (RFC 9110; 507 is RFC 4918).
    package var status: Int { row.status }
    /// A short title, the same for every occurrence (RFC 9457 §3.1.3).
    package var title: String { row.title }
    /// The problem type (RFC 9457 §3.1.1). A URN, because no web page explains it.
    package var problemType: String { "urn:agent-memory:problem:\((row.problem ?? self).rawValue)" }
    /// The `error` value at the OAuth doors (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 8707 §2, OIDC Core
    /// §3.1.2.6).
    package var oauthError: String { row.oauthError }
    /// The challenge with which a protected resource asks for another credential; nil when another one would not help.
    package var challenge: Challenge? { row.challenge }
    /// The action that would help.
    package var remedy: Remedy { row.remedy }
    /// The heading of the HTML page, for a person who does not know status codes.
    package var heading: String { row.heading }

    /// The content of a bearer challenge (RFC 6750 §3.1).
    package enum Challenge: Sendable {
        /// Without an `error`: the caller presented no credential, which is not a mistake.
        case bare
        /// `invalid_token`
        case invalidToken
        /// `insufficient_scope`
        case insufficientScope
    }

    /// The action that would help. It decides to whom MCP reports the fault, and with which text.
    package enum Remedy: Sendable {
        /// Another credential. HTTP sends a challenge; JSON-RPC has its own error.
        case credential
        /// Another request. The model can correct it.
        case request
        /// Waiting, or another server. The caller is told, although the request was valid.
        case server
        /// Help by the operator. The caller only learns that it happened.
        case operatorOnly
    }
}

extension FaultCode {
    /// The properties of one code at every door.
    private struct Row {
        let status: Int
        let title: String
        let oauthError: String
        let remedy: Remedy
        let heading: String
        let challenge: Challenge?
        let problem: FaultCode?

        init(
            _ status: Int,
            _ title: String,
            _ oauthError: String,
            _ remedy: Remedy,
            _ heading: String = "Request failed",
            challenge: Challenge? = nil,
            problem: FaultCode? = nil
        ) {
            (self.status, self.title, self.oauthError, self.remedy) = (status, title, oauthError, remedy)
            (self.heading, self.challenge, self.problem) = (heading, challenge, problem)
        }
    }

    /// The status, title, OAuth error, remedy and heading of every code.
    private var row: Row {
        switch self {
        case .invalidRequest: Row(400, "Bad request", "invalid_request", .request)
        case .validationFailed: Row(422, "Validation failed", "invalid_request", .request)
        case .missingCredential:
            Row(401, "Authentication required", "invalid_token", .credential, "Please log in", challenge: .bare)
        case .invalidToken:
            Row(401, "Invalid token", "invalid_token", .credential, "Please log in", challenge: .invalidToken)
        case .tokenExpired:
            Row(
                401,
                "Invalid token",
                "invalid_token",
                .credential,
                "Please log in",
                challenge: .invalidToken,
                problem: .invalidToken
            )
        case .insufficientScope:
            Row(
                403,
                "Insufficient scope",
                "insufficient_scope",
                .credential,
                "Access denied",
                challenge: .insufficientScope
            )
        case .forbidden: Row(403, "Forbidden", "access_denied", .request, "Access denied")
        case .notFound: Row(404, "Not found", "invalid_request", .request, "Page not found")
        case .methodNotAllowed: Row(405, "Method not allowed", "invalid_request", .request)
        case .conflict: Row(409, "Conflict", "invalid_request", .request)
        case .payloadTooLarge: Row(413, "Payload too large", "invalid_request", .request, "Request too large")
        case .unsupportedMediaType: Row(415, "Unsupported media type", "invalid_request", .request)
        case .rateLimited: Row(429, "Too many requests", "temporarily_unavailable", .request, "Too many attempts")
        case .notImplemented: Row(501, "Not implemented", "invalid_request", .server)
        case .unavailable:
            Row(503, "Temporarily unavailable", "temporarily_unavailable", .server, "Temporarily unavailable")
        case .insufficientStorage:
            Row(507, "Insufficient storage", "temporarily_unavailable", .server, "Storage is full")
        case .internal: Row(500, "Internal error", "server_error", .operatorOnly, "Something went wrong")
        case .invalidClient: Row(401, "Invalid client", "invalid_client", .operatorOnly)
        case .invalidGrant: Row(400, "Invalid grant", "invalid_grant", .operatorOnly)
        case .invalidScope: Row(400, "Invalid scope", "invalid_scope", .operatorOnly)
        case .invalidTarget: Row(400, "Invalid target", "invalid_target", .operatorOnly)
        case .unauthorizedClient: Row(400, "Unauthorized client", "unauthorized_client", .operatorOnly)
        case .unsupportedGrantType: Row(400, "Unsupported grant type", "unsupported_grant_type", .operatorOnly)
        case .unsupportedResponseType: Row(400, "Unsupported response type", "unsupported_response_type", .operatorOnly)
        case .accessDenied: Row(403, "Access denied", "access_denied", .operatorOnly, "Access denied")
        case .loginRequired: Row(400, "Login required", "login_required", .operatorOnly, "Please log in")
        case .consentRequired: Row(400, "Consent required", "consent_required", .operatorOnly, "Consent required")
        case .invalidRedirectURI: Row(400, "Invalid redirect URI", "invalid_redirect_uri", .operatorOnly)
        case .invalidClientMetadata: Row(400, "Invalid client metadata", "invalid_client_metadata", .operatorOnly)
        case .requestNotSupported: Row(400, "Request not supported", "request_not_supported", .operatorOnly)
        case .requestURINotSupported: Row(400, "Request URI not supported", "request_uri_not_supported", .operatorOnly)
        }
    }
}
