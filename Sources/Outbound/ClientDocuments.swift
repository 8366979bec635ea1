package import Authorization
package import Base
import Identity
import JOSE
import Synchronization

/// Client ID metadata documents, fetched through `GuardedHTTP`. Valid ones are cached by HTTP's rules, failures never.
/// Fetches are limited so that nobody can use this server to flood another host
/// (draft-ietf-oauth-client-id-metadata-document §4 and §6).
///
/// Anyone can name a URL on anyone's host. So a failure pauses only that URL, and only documents without an earlier
/// valid version share a budget per host. A document that was valid stays in use for a day while its host fails (RFC
/// 5861 §4), so that an outage does not log its users out.
package final class ClientDocuments: ClientDocumentSource {
    private struct Kept {
        let client: Client
        let fetchedAt: Timestamp
        let lifetime: Duration
    }

    private struct State {
        var kept = RecentTable<ClientDocumentURL, Kept>(capacity: ClientDocuments.capacity)
        var failedAt = RecentTable<ClientDocumentURL, Timestamp>(capacity: ClientDocuments.capacity)
    }

    private let http: GuardedHTTP
    private let allowedDomains: Set<String>
    private let schemes: RedirectSchemes
    private let state = Mutex(State())
    private let flight = SingleFlight<ClientDocumentURL, Client>()
    /// Fetches of documents without a cached version, by host.
    private let strangers: FailureLimit

    /// RFC: "5 kilobytes" is the draft's recommendation.
    package static let sizeLimit = 5_120
    private static let longest = 86_400
    private static let shortest = 60
    private static let capacity = 1_000
    private static let pauseAfterFailure = Duration.seconds(10)
    /// How long a document stays in use after its lifetime, while its host fails.
    private static let staleLimit = Duration.seconds(86_400)

    /// - Parameters:
    ///   - allowedDomains: hosts that may be clients; empty allows any.
    ///   - schemes: private-use schemes that redirect URIs may have.
    ///   - instances: the number of servers that count fetches for themselves.
    package init(
        http: GuardedHTTP,
        allowedDomains: Set<String> = [],
        schemes: RedirectSchemes = .known,
        instances: Int = 1
    ) {
        self.http = http
        strangers = FailureLimit(perMinute: 60, among: instances, capacity: Self.capacity)
        self.schemes = schemes
        self.allowedDomains = allowedDomains
    }

    package func client(_ url: ClientDocumentURL, at now: Timestamp) async throws -> Client {
        guard allowedDomains.isEmpty || allowedDomains.contains(url.host) else {
            throw Fault(.invalidClient, "This server does not accept applications of \(url.host).")
        }
        let (kept, failedAt) = state.withLock { ($0.kept[url], $0.failedAt[url]) }
        if let kept, now.isWithin(kept.lifetime, of: kept.fetchedAt) { return kept.client }
        let stale = kept.flatMap { now.isWithin($0.lifetime + Self.staleLimit, of: $0.fetchedAt) ? $0.client : nil }
        if let failedAt, now.isWithin(Self.pauseAfterFailure, of: failedAt) {
            guard let stale else { throw Self.paused }
            return stale
        }
        do {
            return try await flight.value(for: url) { [self] in
                if stale == nil { try admit(url.host, at: now) }
                return try await fetch(url, at: now)
            }
        } catch let silence as Silence {
            guard let stale else { throw silence.fault }
            return stale
        }
    }

    /// Counted before the fetch, so that a host that does not respond is not asked a thousand times meanwhile.
    private func admit(_ host: String, at now: Timestamp) throws {
        do { try strangers.check(host, at: now) } catch { throw Self.paused }
        strangers.note(host, at: now)
    }

    private static let paused = Fault(
        .invalidClient,
        "The application's metadata document could not be fetched a moment ago; try again shortly."
    )

    /// The host gave no verdict about the document: it is down, busy, or refuses us.
    private struct Silence: Error {
        let fault: Fault
    }

    /// - Throws: `Silence`; `invalidClient` when the document does not exist (any more), or it breaks the rules.
    private func fetch(_ url: ClientDocumentURL, at now: Timestamp) async throws -> Client {
        do {
            let (client, seconds) = try await document(url, at: now)
            state.withLock { state in
                state.kept[url] = Kept(client: client, fetchedAt: now, lifetime: .seconds(seconds))
                state.failedAt[url] = nil
            }
            return client
        } catch {
            state.withLock { state in
                state.failedAt[url] = now
                // Withdrawn: the owner of the URL ends a client by removing its document.
                if !(error is Silence) { state.kept[url] = nil }
            }
            throw error
        }
    }

    private func document(_ url: ClientDocumentURL, at now: Timestamp) async throws -> (Client, Int) {
        let response: GuardedHTTP.Response
        do {
            response = try await http.get(url.text)
        } catch {
            throw Silence(
                fault: Fault(.invalidClient, "The application's metadata document could not be fetched.", cause: error)
            )
        }
        let type = response.contentType?.lowercased() ?? ""
        let isJSON = type.hasPrefix("application/") && type.contains("json")
        let noDocument = Fault(.invalidClient, "The application's metadata document is not a JSON document.")
        guard response.status == 200 && isJSON || [404, 410].contains(response.status) else {
            throw Silence(fault: noDocument)
        }
        guard response.status == 200, let json = try? StrictJSON.parse(response.body) else { throw noDocument }
        let client = try Client(document: json, at: url, schemes: schemes, fetchedAt: now)
        return (client, min(max(response.maxAge ?? 300, Self.shortest), Self.longest))
    }
}
