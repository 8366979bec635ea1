/// Everything that can go wrong for a caller, as a closed list. What it looks like is decided by the door it leaves
/// through.
package enum FaultCode: String, Sendable, CaseIterable {
    case invalidRequest = "invalid-request"
    case validationFailed = "validation-failed"
    case missingCredential = "missing-credential"
    case invalidToken = "invalid-token"
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

    // OAuth 2.1; rendered by their RFC 6749 §5.2 names at the OAuth doors.
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

    /// The HTTP status at the REST door (RFC 9110; 507 is RFC 4918).
    package var status: Int {
        switch self {
        case .invalidRequest, .invalidGrant, .invalidScope, .invalidTarget, .unauthorizedClient, .unsupportedGrantType,
            .unsupportedResponseType, .invalidRedirectURI, .invalidClientMetadata, .requestNotSupported,
            .requestURINotSupported, .loginRequired, .consentRequired:
            400
        case .missingCredential, .invalidToken, .invalidClient: 401
        case .insufficientScope, .forbidden, .accessDenied: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .payloadTooLarge: 413
        case .unsupportedMediaType: 415
        case .validationFailed: 422
        case .rateLimited: 429
        case .internal: 500
        case .notImplemented: 501
        case .unavailable: 503
        case .insufficientStorage: 507
        }
    }

    /// A short title, the same for every occurrence (RFC 9457 §3.1.3).
    package var title: String {
        switch self {
        case .invalidRequest: "Bad request"
        case .validationFailed: "Validation failed"
        case .missingCredential: "Authentication required"
        case .invalidToken: "Invalid token"
        case .insufficientScope: "Insufficient scope"
        case .forbidden: "Forbidden"
        case .notFound: "Not found"
        case .methodNotAllowed: "Method not allowed"
        case .conflict: "Conflict"
        case .payloadTooLarge: "Payload too large"
        case .unsupportedMediaType: "Unsupported media type"
        case .rateLimited: "Too many requests"
        case .notImplemented: "Not implemented"
        case .unavailable: "Temporarily unavailable"
        case .insufficientStorage: "Insufficient storage"
        case .internal: "Internal error"
        case .invalidClient: "Invalid client"
        case .invalidGrant: "Invalid grant"
        case .invalidScope: "Invalid scope"
        case .invalidTarget: "Invalid target"
        case .unauthorizedClient: "Unauthorized client"
        case .unsupportedGrantType: "Unsupported grant type"
        case .unsupportedResponseType: "Unsupported response type"
        case .accessDenied: "Access denied"
        case .loginRequired: "Login required"
        case .consentRequired: "Consent required"
        case .invalidRedirectURI: "Invalid redirect URI"
        case .invalidClientMetadata: "Invalid client metadata"
        case .requestNotSupported: "Request not supported"
        case .requestURINotSupported: "Request URI not supported"
        }
    }

    /// The problem type (RFC 9457 §3.1.1); a URN, because no document of ours lives on the network.
    package var problemType: String { "urn:agent-memory:problem:\(rawValue)" }

    /// The `error` value at the OAuth doors (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2, RFC 8707 §2, OIDC Core
    /// §3.1.2.6).
    package var oauthError: String {
        switch self {
        case .invalidClient: "invalid_client"
        case .missingCredential, .invalidToken: "invalid_token"
        case .insufficientScope: "insufficient_scope"
        case .invalidGrant: "invalid_grant"
        case .invalidScope: "invalid_scope"
        case .invalidTarget: "invalid_target"
        case .unauthorizedClient: "unauthorized_client"
        case .unsupportedGrantType: "unsupported_grant_type"
        case .unsupportedResponseType: "unsupported_response_type"
        case .accessDenied, .forbidden: "access_denied"
        case .loginRequired: "login_required"
        case .consentRequired: "consent_required"
        case .invalidRedirectURI: "invalid_redirect_uri"
        case .invalidClientMetadata: "invalid_client_metadata"
        case .requestNotSupported: "request_not_supported"
        case .requestURINotSupported: "request_uri_not_supported"
        case .rateLimited, .unavailable, .insufficientStorage: "temporarily_unavailable"
        case .internal: "server_error"
        case .invalidRequest, .validationFailed, .notFound, .methodNotAllowed, .conflict, .payloadTooLarge,
            .unsupportedMediaType, .notImplemented:
            "invalid_request"
        }
    }
}
