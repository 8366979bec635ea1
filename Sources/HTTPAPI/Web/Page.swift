import HTTPTypes
import Hummingbird
import NIOCore

/// An HTML page in the server's own style: no script, nothing from elsewhere.
struct Page {
    let title: String
    /// HTML; everything in it that is not ours has gone through `escape`.
    let content: String

    /// Text made safe between tags and in quoted attributes.
    static func escape(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    func response(status: HTTPResponse.Status = .ok) -> Response {
        let html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(Self.escape(title)) · Agent Memory</title>
            <link rel="stylesheet" href="\(Endpoint.stylesheet.rawValue)">
            </head>
            <body>
            <main>
            \(content)
            </main>
            </body>
            </html>

            """
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            ], body: .init(byteBuffer: ByteBuffer(string: html)))
    }
}
