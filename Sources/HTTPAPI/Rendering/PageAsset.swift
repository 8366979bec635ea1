import Base
import HTTPTypes
import Hummingbird
import NIOCore

/// A file that pages load. Its address on pages names its content, so that browsers may keep it for ever and a new
/// version is loaded at once.
struct PageAsset: Sendable {
    private let bytes: [UInt8]
    private let type: String
    private let version: String
    private let endpoint: Endpoint
    /// A policy of its own for a file that browsers also open as a page.
    private let policy: String?

    init(_ endpoint: Endpoint, _ bytes: [UInt8], type: String, policy: String? = nil) {
        self.endpoint = endpoint
        self.bytes = bytes
        self.type = type
        self.policy = policy
        version = String(Fingerprint.of(bytes), radix: 16)
    }

    static let styleSheet = PageAsset(.stylesheet, PackageResources.pages_css, type: "text/css; charset=utf-8")
    static let script = PageAsset(.script, PackageResources.pages_js, type: "text/javascript; charset=utf-8")
    /// An SVG opened as a page must not run scripts either; its colours are an inline style.
    static let icon = PageAsset(
        .icon,
        PackageResources.icon_svg,
        type: "image/svg+xml",
        policy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )

    /// The address for pages.
    var path: String { "\(endpoint.rawValue)?v=\(version)" }

    /// The file, or 304 for a browser that has it (RFC 9110 §13.1.2).
    func response(to request: Request) -> Response {
        let tag = "\"\(version)\""
        let isVersioned = request.uri.query == "v=\(version)"
        var headers: HTTPFields = [
            .eTag: tag, .cacheControl: isVersioned ? "public, max-age=31536000, immutable" : "public, max-age=3600",
        ]
        headers[.contentSecurityPolicy] = policy
        let known = request.headers[values: .ifNoneMatch].flatMap { $0.split(separator: ",") }.map {
            String($0.drop { $0 == " " }.prefix { $0 != " " }).replacing("W/", with: "")
        }
        guard !known.contains(tag) else { return Response(status: .notModified, headers: headers) }
        headers[.contentType] = type
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
