import HTTPTypes
import Hummingbird

/// Responds in the language that the browser prefers, among those of the pages (RFC 9110 §12.5.4). Programs, which name
/// none, pay for one look at their headers.
struct AcceptedLanguages<Context: RequestContext>: RouterMiddleware {
    let languages: [PageLanguage]

    func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws
        -> Response
    {
        guard let wish = request.headers[.acceptLanguage], let language = Self.best(for: wish, among: languages) else {
            return try await next(request, context)
        }
        return try await PageLanguage.$current.withValue(language) { try await next(request, context) }
    }

    /// The language for a header: of the ranges with the highest weight first, the first that has one by lookup
    /// (RFC 4647 §3.4). Nil when no range has one; then it is the default.
    static func best(for header: String, among languages: [PageLanguage]) -> PageLanguage? {
        let ranges = header.split(separator: ",").prefix(32).enumerated().compactMap {
            position,
            text -> LanguageRange? in
            LanguageRange(text, position)
        }
        for range in ranges.sorted(by: { ($1.weight, $0.position) < ($0.weight, $1.position) }) {
            var tags = range.tag.split(separator: "-")
            while !tags.isEmpty {
                let wanted = tags.joined(separator: "-")
                if let language = languages.first(where: { $0.tag.lowercased() == wanted }) { return language }
                tags.removeLast()
                // A single letter introduces what followed it.
                if tags.last?.count == 1 { tags.removeLast() }
            }
        }
        return nil
    }
}

/// One range of an `Accept-Language` header.
private struct LanguageRange {
    let tag: String
    let weight: Double
    let position: Int

    /// Nil for a range that is refused (`q=0`) or cannot be parsed.
    init?(_ text: Substring, _ position: Int) {
        let parts = text.split(separator: ";").map { String($0.filter { $0 != " " && $0 != "\t" }).lowercased() }
        guard let tag = parts.first, !tag.isEmpty, tag.utf8.count <= 100 else { return nil }
        var weight = 1.0
        if let given = parts.dropFirst().first(where: { $0.hasPrefix("q=") }) {
            guard let value = Double(given.dropFirst(2)), value > 0, value <= 1 else { return nil }
            weight = value
        }
        self.tag = tag
        self.weight = weight
        self.position = position
    }
}
