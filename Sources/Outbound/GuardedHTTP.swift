import AsyncHTTPClient
package import Base
import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL
import Traces
import Tracing

/// HTTP requests to addresses that others may have chosen. Resolves the name, checks the addresses, and connects only
/// to a checked address (against DNS rebinding). No redirects; limited in time and size; TLS is verified for the host's
/// name.
package struct GuardedHTTP: Sendable {
    package struct Limits: Sendable {
        package var timeout = Duration.seconds(10)
        /// The time for each address of the host, within `timeout`; when nil, an equal share.
        package var connect: Duration?
        package var bytes = 1_048_576

        package init() {}
    }

    package struct Response: Sendable {
        package let status: Int
        package let body: [UInt8]
        package let cacheControl: String?
        package let contentType: String?
        /// The `Date` header, for clock comparison.
        package let date: String?
        /// The `Retry-After` header: seconds or a date.
        let retryAfter: String?
        /// The `Location` header of a response that is not a redirect.
        let location: String?
        /// The `Replay-Nonce` header (RFC 8555 §6.5.1).
        let nonce: String?

        /// Seconds for which the response can be cached (RFC 9111 §5.2.2), at most a year; nil when it does not say, 0
        /// for `no-store` and `no-cache`.
        package var maxAge: Int? {
            guard let directives = cacheControl?.lowercased().split(separator: ",") else { return nil }
            let words = directives.map { $0.drop { $0 == " " } }
            if words.contains(where: { $0.hasPrefix("no-store") || $0.hasPrefix("no-cache") }) { return 0 }
            return words.first { $0.hasPrefix("max-age=") }.flatMap { OutsideNumber.maxAge.read($0.dropFirst(8)) }
        }
    }

    private let reach: Reach
    private let resolver: any NameResolver
    private let limits: Limits
    private let roots: [NIOSSLCertificate]

    /// - Parameters:
    ///   - trusting: the operator's own certificate authorities in PEM, trusted in addition to the system's.
    /// - Throws: when it holds no certificate.
    package init(
        reach: Reach,
        limits: Limits = Limits(),
        resolver: any NameResolver = SystemResolver(),
        trusting pem: [UInt8]
    ) throws {
        self.init(reach: reach, limits: limits, resolver: resolver, roots: try NIOSSLCertificate.fromPEMBytes(pem))
    }

    package init(reach: Reach, limits: Limits = Limits(), resolver: any NameResolver = SystemResolver()) {
        self.init(reach: reach, limits: limits, resolver: resolver, roots: [])
    }

    private init(reach: Reach, limits: Limits, resolver: any NameResolver, roots: [NIOSSLCertificate]) {
        self.reach = reach
        self.limits = limits
        self.resolver = resolver
        self.roots = roots
    }

    /// The same with another reach.
    package func reaching(_ reach: Reach) -> GuardedHTTP {
        GuardedHTTP(reach: reach, limits: limits, resolver: resolver, roots: roots)
    }

    /// Why the URL can never be reached, as far as known before the request; nil when no reason is known.
    package func objection(to text: String) async -> OutboundFailure? {
        guard let url = OutboundURL(text) else { return .notAURL }
        do {
            // The addresses behind https are checked at the request: the name may have no address yet.
            if !url.isSecure { _ = try await judgedAddresses(url) }
            return nil
        } catch let failure as OutboundFailure {
            if case .nameNotFound = failure { return nil }
            return failure
        } catch {
            return nil
        }
    }

    /// - Throws: `OutboundFailure`. A response with any status except a redirect is returned.
    package func get(_ url: String, accept: String = "application/json") async throws -> Response {
        try await send(url) { $0.headers.add(name: "Accept", value: accept) }
    }

    /// The body of a 200 response and how long it can be cached.
    /// - Throws: `OutboundFailure`, also for any other status.
    package func document(_ url: String) async throws -> Response {
        let response = try await get(url)
        guard response.status == 200 else {
            throw OutboundFailure.status(url: OutboundURL(url)?.withoutQuery ?? "the server", code: response.status)
        }
        return response
    }

    /// Posts a form, with Basic authentication when given.
    /// - Throws: `OutboundFailure`.
    package func post(_ url: String, form: [(String, String)], basic: (id: String, secret: Secret)? = nil) async throws
        -> Response
    {
        try await send(url) { request in
            request.method = .POST
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            if let basic {
                request.setBasicAuth(
                    username: Percent.encode(basic.id),
                    password: Percent.encode(basic.secret.reveal())
                )
            }
            request.body = .bytes(ByteBuffer(string: Percent.encode(form)))
        }
    }

    /// Gets with an access token, for a userinfo endpoint.
    package func get(_ url: String, bearer: Secret) async throws -> Response {
        try await send(url) { request in
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "Authorization", value: "Bearer \(bearer.reveal())")
        }
    }

    func send(_ text: String, _ prepare: @escaping @Sendable (inout HTTPClientRequest) -> Void) async throws
        -> Response
    {
        guard let url = OutboundURL(text) else { throw OutboundFailure.notAURL }
        // One limit over all of it: the client's own limit ends with the response head, and a body could drip forever.
        let response = try await Room.outbound.span(ofKind: .client) {
            try await within(limits.timeout) { try await send(url, prepare) }
        }
        guard let response else { throw OutboundFailure.timedOut(url: url.withoutQuery) }
        return response
    }

    private func send(_ url: OutboundURL, _ prepare: (inout HTTPClientRequest) -> Void) async throws -> Response {
        var failure = OutboundFailure.nameNotFound(url.host.bare)
        let addresses = Self.candidates(try await judgedAddresses(url))
        let patience = limits.connect ?? limits.timeout / max(2, addresses.count)
        for address in addresses {
            do {
                return try await send(to: address, of: url, patience: patience, prepare)
            } catch let missed as NotConnected {
                failure = missed.failure
            }
        }
        throw failure
    }

    /// The addresses to try, in order: one of each family, then a few more. IPv4 first: a name that also has an
    /// unreachable IPv6 address (mostly localhost) still responds.
    static func candidates(_ addresses: [IPAddress]) -> [IPAddress] {
        let families = [true, false].map { isIPv4 in addresses.filter { $0.isIPv4 == isIPv4 } }
        return Array((families.flatMap { $0.prefix(1) } + families.flatMap { $0.dropFirst() }).prefix(4))
    }

    /// Another address may work.
    private struct NotConnected: Error {
        let failure: OutboundFailure
    }

    private func send(
        to address: IPAddress,
        of url: OutboundURL,
        patience: Duration,
        _ prepare: (inout HTTPClientRequest) -> Void
    ) async throws -> Response {
        var configuration = HTTPClient.Configuration()
        if !roots.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.certificates(roots)]
            configuration.tlsConfiguration = tls
        }
        configuration.dnsOverride = [url.host.bare: address.description]
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        // A refused connection is final: retrying until the time is over would tell nothing more.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout = .init(connect: TimeAmount(patience))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: url.text)
        request.headers.add(name: "User-Agent", value: "agent-memory")
        // Strangers do not learn the ids of traces.
        if reach != .internet { request.headers.addTrace() }
        prepare(&request)
        let result = await Result.of { try await receive(request, client, url) }
        try? await client.shutdown()
        return try result.get()
    }

    private func receive(_ request: HTTPClientRequest, _ client: HTTPClient, _ url: OutboundURL) async throws
        -> Response
    {
        do {
            let response = try await client.execute(request, timeout: TimeAmount(limits.timeout))
            guard !(300..<400).contains(response.status.code) else {
                throw OutboundFailure.redirected(url: url.withoutQuery)
            }
            let body = try await response.body.collect(upTo: limits.bytes)
            return Response(
                status: Int(response.status.code),
                body: Array(body.readableBytesView),
                cacheControl: response.headers.first(name: "Cache-Control"),
                contentType: response.headers.first(name: "Content-Type"),
                date: response.headers.first(name: "Date"),
                retryAfter: response.headers.first(name: "Retry-After"),
                location: response.headers.first(name: "Location"),
                nonce: response.headers.first(name: "Replay-Nonce")
            )
        } catch let failure as OutboundFailure {
            throw failure
        } catch is NIOTooManyBytesError {
            throw OutboundFailure.tooLarge(url: url.withoutQuery, limit: limits.bytes)
        } catch let error as HTTPClientError where error == .connectTimeout {
            throw NotConnected(failure: .timedOut(url: url.withoutQuery))
        } catch let error as HTTPClientError where [.deadlineExceeded, .readTimeout, .writeTimeout].contains(error) {
            throw OutboundFailure.timedOut(url: url.withoutQuery)
        } catch {
            if let reason = ConnectionPhrase.tls(error) {
                throw OutboundFailure.tlsFailed(url: url.withoutQuery, reason: reason + advice(reason))
            }
            let failure = OutboundFailure.connectionFailed(
                url: url.withoutQuery,
                reason: ConnectionPhrase.connection(error)
            )
            // The server accepted the connection and then closed it. It may have acted on the request (a code, for
            // example), so the request is not sent again.
            guard error is HTTPClientError || (error as? IOError)?.errnoCode == ECONNRESET else {
                throw NotConnected(failure: failure)
            }
            throw failure
        }
    }

    /// The operator's own certificate authorities do not apply to strangers' certificates.
    private func advice(_ reason: String) -> String {
        reason == ConnectionPhrase.untrusted && reach != .internet ? "; set your own authority in outbound.caFile" : ""
    }

    private func judgedAddresses(_ url: OutboundURL) async throws -> [IPAddress] {
        let addresses: [IPAddress]
        if let literal = url.host.address {
            addresses = [literal]
        } else {
            addresses = try await resolver.addresses(of: url.host.bare).compactMap { IPAddress($0) }
        }
        guard !addresses.isEmpty else { throw OutboundFailure.nameNotFound(url.host.bare) }
        switch reach {
        case .internet:
            guard url.isSecure else { throw OutboundFailure.notSecure(host: url.host.bare) }
            guard url.port == 443 || (url.port >= 1_024 && !Self.portsOfOthers.contains(url.port)) else {
                throw OutboundFailure.portRefused(host: url.host.bare, port: url.port)
            }
            // One private address among public ones is how an attacker makes a name pass the check.
            guard addresses.allSatisfy(\.isPublic) else { throw OutboundFailure.addressRefused(host: url.host.bare) }
        case .operatorChosen:
            guard url.isSecure || addresses.allSatisfy(\.isLoopback) else {
                throw OutboundFailure.notSecure(host: url.host.bare)
            }
        case .operatorNetwork:
            guard url.isSecure || !addresses.contains(where: \.isPublic) else {
                throw OutboundFailure.notSecure(host: url.host.bare)
            }
        case .operatorChosenFromContainer:
            guard url.isSecure || url.host.bare == "host.docker.internal" || addresses.allSatisfy(\.isLoopback) else {
                throw OutboundFailure.notSecure(host: url.host.bare)
            }
        }
        return addresses
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
