/// Sends requests to the certificate authority.
package protocol AuthorityTransport: Sendable {
    /// A response with any status.
    /// - Throws: when there is none; the error's description is a sentence for the operator.
    func exchange(_ request: AuthorityRequest) async throws -> AuthorityResponse
}

package struct AuthorityRequest: Sendable, Equatable {
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
    }

    package let method: Method
    package let url: String
    /// `application/jose+json` (RFC 8555 §6.2); empty unless posted.
    package let body: [UInt8]

    package init(_ method: Method, _ url: String, body: [UInt8] = []) {
        (self.method, self.url, self.body) = (method, url, body)
    }
}

package struct AuthorityResponse: Sendable {
    package var status: Int
    package var contentType: String?
    /// `Replay-Nonce` (RFC 8555 §6.5.1).
    package var nonce: String?
    /// `Location`.
    package var location: String?
    /// `Retry-After`, from now on.
    package var retryAfter: Duration?
    package var body: [UInt8]

    package init(
        status: Int,
        contentType: String? = nil,
        nonce: String? = nil,
        location: String? = nil,
        retryAfter: Duration? = nil,
        body: [UInt8] = []
    ) {
        self.status = status
        self.contentType = contentType
        self.nonce = nonce
        self.location = location
        self.retryAfter = retryAfter
        self.body = body
    }

    /// Without parameters such as `charset`, in lower case.
    var mediaType: String {
        (contentType ?? "").lowercased().prefix { $0 != ";" && $0 != " " }.description
    }
}
