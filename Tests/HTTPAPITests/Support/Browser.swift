import Base
import HTTPTypes
import Synchronization

/// A browser as far as forms go: it keeps cookies and sends back what a page's form holds. It follows no redirect by itself.
final class Browser: Sendable {
    private let call: Caller
    private let cookies = Mutex<[String: String]>([:])

    init(_ call: Caller) {
        self.call = call
    }

    func get(_ path: String) async throws -> Answer { try await send(.get, path) }

    /// Sends the form of `page` that leads to `action`: its hidden fields, and over them `fields`. Nil leaves one out.
    func submit(_ page: Answer, to action: String, _ fields: [String: String?], headers: HTTPFields = [:]) async throws -> Answer {
        var values = Self.hiddenFields(page.text, action: action)
        for (name, value) in fields { values[name] = value }
        let body = values.map { "\(Percent.encode($0))=\(Percent.encode($1))" }.joined(separator: "&")
        return try await send(.post, action, headers: headers, body: body)
    }

    /// Logs alice in.
    func logIn(continuing path: String = "/login", password: String = "correct horse") async throws -> Answer {
        try await submit(get(path), to: "/login", ["username": "alice", "password": password])
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: String? = nil) async throws -> Answer {
        var headers = headers
        let kept = cookies.withLock { $0.map { "\($0)=\($1)" }.sorted().joined(separator: "; ") }
        if !kept.isEmpty { headers[.cookie] = kept }
        if body != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let answer = try await call(method, path, headers: headers, body: body)
        for field in answer.headers[values: .setCookie] {
            let pair = field.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).map(String.init)
            cookies.withLock { $0[pair[0]] = pair.count == 2 && !pair[1].isEmpty ? pair[1] : nil }
        }
        return answer
    }

    private static func hiddenFields(_ html: String, action: String) -> [String: String] {
        guard let start = html.firstRange(of: "action=\"\(action)\">"), let end = html[start.upperBound...].firstRange(of: "</form>") else {
            return [:]
        }
        let pattern = /<input type="hidden" name="([^"]*)" value="([^"]*)">/
        return html[start.upperBound..<end.lowerBound].matches(of: pattern).reduce(into: [:]) { fields, match in
            fields[String(match.1)] = unescaped(String(match.2))
        }
    }

    private static func unescaped(_ text: String) -> String {
        [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")].reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
