package import Base
package import Identity
import JOSE
import Synchronization

/// Client ID metadata documents: fetched through the guard, cached by HTTP's rules when good, never when bad, and not so often
/// that we become a hammer for somebody else (draft-ietf-oauth-client-id-metadata-document §4 and §6).
package final class ClientDocuments: ClientDocumentSource {
    private let http: GuardedHTTP
    private let allowedDomains: Set<String>
    private let state = Mutex(State())

    private struct State {
        var cached = RecentTable<ClientDocumentURL, (client: Client, until: Timestamp)>(capacity: ClientDocuments.capacity)
        /// Until when a host is left alone.
        var failed = RecentTable<String, Timestamp>(capacity: ClientDocuments.capacity)
    }

    /// RFC: "5 kilobytes" is the draft's recommendation.
    package static let sizeLimit = 5_120
    private static let longest = 86_400
    private static let shortest = 60
    private static let capacity = 1_000
    private static let pauseAfterFailure = Duration.seconds(10)

    /// - Parameter allowedDomains: hosts that may be clients; empty allows any.
    package init(http: GuardedHTTP, allowedDomains: Set<String> = []) {
        self.http = http
        self.allowedDomains = allowedDomains
    }

    package func client(_ url: ClientDocumentURL, at now: Timestamp) async throws -> Client {
        if let kept = state.withLock({ $0.cached[url] }), kept.until > now { return kept.client }
        guard allowedDomains.isEmpty || allowedDomains.contains(url.host) else {
            throw Fault(.invalidClient, "Applications of \(url.host) are not accepted here.")
        }
        guard state.withLock({ $0.failed[url.host].map { $0 <= now } ?? true }) else {
            throw Fault(.invalidClient, "The application's metadata document could not be fetched a moment ago; try again shortly.")
        }
        do {
            let (client, seconds) = try await fetch(url, at: now)
            state.withLock { $0.cached[url] = (client, now.advanced(by: .seconds(seconds))) }
            return client
        } catch {
            state.withLock { $0.failed[url.host] = now.advanced(by: Self.pauseAfterFailure) }
            throw error
        }
    }

    private func fetch(_ url: ClientDocumentURL, at now: Timestamp) async throws -> (Client, Int) {
        let response: GuardedHTTP.Response
        do {
            response = try await http.get(url.text)
        } catch {
            throw Fault(.invalidClient, "The application's metadata document could not be fetched.", cause: error)
        }
        let type = response.contentType?.lowercased() ?? ""
        guard response.status == 200, type.hasPrefix("application/") && type.contains("json"),
            let json = try? StrictJSON.parse(response.body)
        else { throw Fault(.invalidClient, "The application's metadata document is not a JSON document.") }
        let client = try Client(document: json, at: url, fetchedAt: now)
        return (client, min(max(response.maxAge ?? 300, Self.shortest), Self.longest))
    }
}
