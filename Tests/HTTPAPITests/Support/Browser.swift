import Base
import HTTPTypes
import Hummingbird
import Identity
import Synchronization

@testable import HTTPAPI

/// A browser with the features our pages need: it keeps cookies, sends the origin of a form, and sends back hidden
/// fields.
final class Browser: Sendable {
    private let call: Caller
    private let jar = Mutex<[String: String]>([:])
    /// The header fields that a browser sends with a form of our own page.
    let ownPage: HTTPFields

    /// - Parameter origin: the origin under which the browser calls the server.
    init(_ call: Caller, origin: String = OAuthFixture.issuer) {
        self.call = call
        ownPage = Self.page(of: origin)
    }

    static func page(of origin: String) -> HTTPFields { [.origin: origin, .secFetchSite: "same-origin"] }

    var cookies: [String: String] { jar.withLock { $0 } }

    func set(_ name: String, to value: String?) { jar.withLock { $0[name] = value } }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers: headers, body: nil)
    }

    /// Sends a form as our own page does.
    func post(_ path: String, _ form: [(String, String)], headers: HTTPFields? = nil) async throws -> Answer {
        var headers = headers ?? ownPage
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, path, headers: headers, body: form.encoded)
    }

    /// Sends the form of `page` with the target `action`: its hidden fields, replaced or extended by `fields`. A nil
    /// value leaves a field out.
    func submit(_ page: Answer, to action: String, _ fields: [String: String?], headers: HTTPFields? = nil) async throws
        -> Answer
    {
        try await post(
            action,
            fields.reduce(page.fields(of: action)) { $0.replacing($1.key, with: $1.value) },
            headers: headers
        )
    }

    /// Sends the form of `page` with the target `action` and a file, as browsers do.
    func upload(
        _ page: Answer,
        to action: String,
        _ file: [UInt8],
        named name: String = "export.zip",
        _ fields: [(String, String)] = [],
        headers: HTTPFields? = nil
    ) async throws -> Answer {
        var headers = headers ?? ownPage
        headers[.contentType] = "multipart/form-data; boundary=----Boundary7"
        let texts = (page.fields(of: action) + fields).map {
            "------Boundary7\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
        }
        let head =
            texts.joined()
            + "------Boundary7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
            + "Content-Type: application/zip\r\n\r\n"
        let body = Array(head.utf8) + file + Array("\r\n------Boundary7--\r\n".utf8)
        return try await send(.post, action, headers: headers, body: nil, bytes: body)
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: HTTPFields,
        body: String?,
        bytes: [UInt8]? = nil
    ) async throws -> Answer {
        var headers = headers
        let sent = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !sent.isEmpty { headers[.cookie] = sent }
        let answer = try await call(method, path, headers: headers, body: body, bytes: bytes)
        for cookie in answer.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            set(String(pair[0]), to: cookie.contains("Max-Age=0") ? nil : String(pair[1]))
        }
        return answer
    }

    /// Logs in on the page that leads back to `destination`.
    @discardableResult
    func logIn(_ name: String = "alice", password: String = OAuthFixture.password, destination: String = "/account")
        async throws -> Answer
    {
        let page = try await get("/login?continue=\(Percent.encode(destination))")
        return try await post("/login", page.fields(of: "/login") + [("username", name), ("password", password)])
    }

    /// Submits the consent page of an authorization request.
    func consent(_ query: String, decision: String = "approve") async throws -> Answer {
        let page = try await get("/oauth/authorize?\(query)")
        return try await post(
            "/oauth/authorize",
            page.fields(of: "/oauth/authorize").replacing("workspace", with: page.workspace) + [("decision", decision)]
        )
    }
}

extension Caller {
    /// A browser in which alice is logged in.
    func loggedIn() async throws -> Browser {
        let browser = Browser(self)
        try await browser.logIn()
        return browser
    }
}

extension [(String, String)] {
    /// The pairs as a form body or a query.
    var encoded: String { map { "\(Percent.encode($0.0))=\(Percent.encode($0.1))" }.joined(separator: "&") }

    func replacing(_ name: String, with value: String?) -> Self {
        filter { $0.0 != name } + (value.map { [(name, $0)] } ?? [])
    }
}

extension Answer {
    var location: String? { headers[.location] }

    /// The URL the browser goes to next: by a redirect, or by a page that stays open while an application with a
    /// private-use scheme is opened.
    var next: String? {
        location
            ?? text.firstMatch(of: /<meta http-equiv="refresh" content="0;url=([^"]*)">/).map {
                Self.unescaped(String($0.output.1))
            }
    }

    /// The parameters of the next URL.
    var returned: [String: String] {
        guard let next, let mark = next.firstIndex(of: "?"),
            let parameters = try? FormParameters(parsing: String(next[next.index(after: mark)...]))
        else { return [:] }
        return Dictionary(parameters.pairs.map { ($0.name, $0.value) }) { first, _ in first }
    }

    /// The hidden fields of the page's form with the target `action`.
    func fields(of action: String) -> [(String, String)] {
        guard let start = text.firstRange(of: "method=\"post\" action=\"\(action)\""),
            let end = text[start.upperBound...].firstRange(of: "</form>")
        else {
            return []
        }
        return text[start.upperBound..<end.lowerBound].matches(of: /<input type="hidden" name="(\w+)" value="([^"]*)">/)
            .map {
                (String($0.output.1), Self.unescaped(String($0.output.2)))
            }
    }

    /// The page without the one script that it may load: our own.
    var withoutOwnScript: String {
        text.replacing(/<script src="\/assets\/pages\.js\?v=[0-9a-f]+" defer><\/script>/, with: "", maxReplacements: 1)
    }

    /// The first workspace of a consent page.
    var workspace: String { text.firstMatch(of: /name="workspace" value="([^"]*)"/).map { String($0.output.1) } ?? "" }

    static func unescaped(_ text: String) -> String {
        [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(text) {
            $0.replacing($1.0, with: $1.1)
        }
    }
}
