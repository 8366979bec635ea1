import AsyncHTTPClient
package import Base
import NIOCore
import NIOHTTP1
import NIOSSL

/// HTTP requests to addresses that others may have chosen: resolve, judge the addresses, connect to the judged one and no other
/// (DNS rebinding), no redirects, bounded in time and size, TLS verified against the host's name.
package struct GuardedHTTP: Sendable {
    /// Which addresses may be reached.
    package enum Reach: Sendable, Hashable {
        /// What strangers name: public addresses over https only.
        case internet
        /// What the operator names: https anywhere, and http on loopback.
        case operatorChosen
    }

    package struct Limits: Sendable {
        package var timeout = Duration.seconds(10)
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

        /// Seconds the answer may be kept (RFC 9111 §5.2.2); nil when nothing is said, 0 for `no-store` and `no-cache`.
        package var maxAge: Int? {
            guard let directives = cacheControl?.lowercased().split(separator: ",") else { return nil }
            let words = directives.map { $0.drop { $0 == " " } }
            if words.contains(where: { $0.hasPrefix("no-store") || $0.hasPrefix("no-cache") }) { return 0 }
            return words.first { $0.hasPrefix("max-age=") }.flatMap { Int($0.dropFirst(8)) }
        }
    }

    private let reach: Reach
    private let resolver: any NameResolver
    private let limits: Limits

    package init(reach: Reach, limits: Limits = Limits(), resolver: any NameResolver = SystemResolver()) {
        self.reach = reach
        self.limits = limits
        self.resolver = resolver
    }

    /// - Throws: `OutboundFailure`. Any status but a redirect is an answer.
    package func get(_ url: String, accept: String = "application/json") async throws -> Response {
        try await send(url) { $0.headers.add(name: "Accept", value: accept) }
    }

    /// Posts a form, with Basic authentication when given.
    /// - Throws: `OutboundFailure`.
    package func post(_ url: String, form: [(String, String)], basic: (id: String, secret: Secret)? = nil) async throws -> Response {
        try await send(url) { request in
            request.method = .POST
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            if let basic { request.setBasicAuth(username: Percent.encode(basic.id), password: Percent.encode(basic.secret.reveal())) }
            let body = form.map { "\(Percent.encode($0.0))=\(Percent.encode($0.1))" }.joined(separator: "&")
            request.body = .bytes(ByteBuffer(string: body))
        }
    }

    /// With an access token, for a userinfo endpoint.
    package func get(_ url: String, bearer: Secret) async throws -> Response {
        try await send(url) { request in
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "Authorization", value: "Bearer \(bearer.reveal())")
        }
    }

    private func send(_ text: String, _ prepare: (inout HTTPClientRequest) -> Void) async throws -> Response {
        guard let url = OutboundURL(text) else { throw OutboundFailure.notAURL }
        var failure = OutboundFailure.nameNotFound(url.host)
        // IPv4 first: a name that also has an unreachable IPv6 address (localhost, most often) still answers.
        for address in try await judgedAddresses(url).sorted(by: { $0.bytes.count < $1.bytes.count }).prefix(2) {
            do {
                return try await send(text, to: address, of: url, prepare)
            } catch OutboundFailure.connectionFailed(let host, let reason) {
                failure = .connectionFailed(host: host, reason: reason)
            }
        }
        throw failure
    }

    private func send(
        _ text: String, to address: NetworkAddress, of url: OutboundURL, _ prepare: (inout HTTPClientRequest) -> Void
    ) async throws -> Response {
        var configuration = HTTPClient.Configuration()
        configuration.dnsOverride = [url.host: address.text]
        configuration.redirectConfiguration = .disallow
        configuration.decompression = .disabled
        configuration.timeout = .init(connect: .nanoseconds(limits.timeout.nanoseconds / 2))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        var request = HTTPClientRequest(url: text)
        request.headers.add(name: "User-Agent", value: "agent-memory")
        prepare(&request)
        let result = await Result.of { try await receive(request, client, url) }
        try? await client.shutdown()
        return try result.get()
    }

    private func receive(_ request: HTTPClientRequest, _ client: HTTPClient, _ url: OutboundURL) async throws -> Response {
        do {
            let response = try await client.execute(request, timeout: .nanoseconds(limits.timeout.nanoseconds))
            guard !(300..<400).contains(response.status.code) else { throw OutboundFailure.redirected(host: url.host) }
            let body = try await response.body.collect(upTo: limits.bytes)
            return Response(
                status: Int(response.status.code), body: Array(body.readableBytesView),
                cacheControl: response.headers.first(name: "Cache-Control"),
                contentType: response.headers.first(name: "Content-Type"), date: response.headers.first(name: "Date"))
        } catch let failure as OutboundFailure {
            throw failure
        } catch is NIOTooManyBytesError {
            throw OutboundFailure.tooLarge(host: url.host, limit: limits.bytes)
        } catch let error as HTTPClientError
            where [.deadlineExceeded, .readTimeout, .connectTimeout, .writeTimeout].contains(error)
        {
            throw OutboundFailure.timedOut(host: url.host)
        } catch let error as NIOSSLError {
            throw OutboundFailure.tlsFailed(host: url.host, reason: "\(error)")
        } catch {
            throw OutboundFailure.connectionFailed(host: url.host, reason: "\(error)")
        }
    }

    private func judgedAddresses(_ url: OutboundURL) async throws -> [NetworkAddress] {
        let texts = NetworkAddress(url.host).map { [$0.text] }
        let resolved: [String]
        if let texts { resolved = texts } else { resolved = try await resolver.addresses(of: url.host) }
        let addresses = resolved.compactMap(NetworkAddress.init)
        guard !addresses.isEmpty else { throw OutboundFailure.nameNotFound(url.host) }
        switch reach {
        case .internet:
            guard url.isSecure else { throw OutboundFailure.notSecure(host: url.host) }
            // One private address among public ones is how a name is made to answer both ways.
            guard addresses.allSatisfy(\.isPublic) else { throw OutboundFailure.addressRefused(host: url.host) }
        case .operatorChosen:
            guard url.isSecure || addresses.allSatisfy(\.isLoopback) else { throw OutboundFailure.notSecure(host: url.host) }
        }
        return addresses
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}

extension Result where Failure == any Error {
    fileprivate static func of(_ body: () async throws -> Success) async -> Self {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
