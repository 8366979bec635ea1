package import Base
import Identity

/// Finds clients: registered here, or by their client ID metadata document.
package struct ClientDirectory: Sendable {
    let clients: any ClientStore
    /// Nil when client ID metadata documents are not accepted.
    let documents: (any ClientDocumentSource)?

    /// Nil when the id is unknown.
    /// - Throws: `invalidClient` when the document cannot be fetched or is not valid.
    package func client(_ id: String, at now: Timestamp) async throws -> Client? {
        guard id.hasPrefix("https://") else { return try await clients.client(ID(id)) }
        guard let documents, let url = ClientDocumentURL(id) else { return nil }
        return try await documents.client(url, at: now)
    }
}

/// A client id that is a URL to its metadata (draft-ietf-oauth-client-id-metadata-document §3):
/// https, a path, no dot segments, no fragment, no user information, no query.
package struct ClientDocumentURL: Sendable, Hashable {
    package let text: String
    package let host: String

    package init?(_ text: String) {
        guard text.hasPrefix("https://"), let uri = try? RedirectURI(text), uri.kind == .https, !text.contains("?"),
            let parts = URIParts(text), parts.path.utf8.count > 1
        else { return nil }
        self.text = text
        host = uri.host
    }
}

/// Fetches client ID metadata documents through the SSRF guard and caches the valid ones by HTTP's rules.
package protocol ClientDocumentSource: Sendable {
    /// - Throws: `invalidClient` with what was wrong with the document, safe to show.
    func client(_ url: ClientDocumentURL, at now: Timestamp) async throws -> Client
}

extension Client {
    /// Reads a fetched document.
    /// - Throws: `invalidClient` when the document is not this URL's, keeps a shared secret, or breaks RFC 7591.
    package init(
        document json: JSONValue,
        at url: ClientDocumentURL,
        schemes: RedirectSchemes = .known,
        fetchedAt now: Timestamp
    ) throws {
        // Simple string comparison, as the draft requires: another spelling is another client.
        guard url.text.isExactly(json["client_id"]?.string) else {
            throw Fault(.invalidClient, "The client's metadata document names another client_id.")
        }
        guard json["client_secret"] == nil, json["client_secret_expires_at"] == nil else {
            throw Fault(.invalidClient, "A client ID metadata document must not hold a secret.")
        }
        let metadata: ClientMetadata
        do {
            metadata = try ClientMetadata(json.negotiated, defaultMethod: .none, schemes: schemes)
        } catch let fault as Fault {
            throw Fault(.invalidClient, "The client's metadata document is not valid: \(fault.detail)", cause: fault)
        }
        guard !metadata.method.usesSecret else {
            throw Fault(.invalidClient, "A client ID metadata document must not use a shared secret.")
        }
        guard metadata.name != nil, !metadata.redirectURIs.isEmpty else {
            throw Fault(.invalidClient, "The client's metadata document lacks client_name or redirect_uris.")
        }
        self.init(
            id: ID(url.text),
            origin: .document,
            name: metadata.name,
            redirectURIs: metadata.redirectURIs,
            applicationType: metadata.applicationType,
            method: metadata.method,
            grantTypes: metadata.grantTypes.subtracting([.clientCredentials]),
            scopes: metadata.scopes,
            createdAt: now
        )
        uri = metadata.uri
        logoURI = metadata.logoURI
        keys = metadata.keys
        keysURI = metadata.keysURI
    }
}
