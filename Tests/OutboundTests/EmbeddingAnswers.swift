import Base
import Foundation

extension OpenAICompatibleEmbedderTests {
    /// The response of a good server: for each text, a vector with the text's length and its number.
    static func vectors(_ request: StubHost.Request, reversed: Bool = false, base64: Bool = false) -> StubHost.Reply {
        let input = Self.input(request)
        var items = input.enumerated().map { index, text -> String in
            let elements = [Float(text.unicodeScalars.count), Float(index + 1), 0]
            let data = elements.reduce(into: Data()) { data, element in
                withUnsafeBytes(of: element) { data.append(contentsOf: $0) }
            }
            let embedding =
                base64 ? "\"\(data.base64EncodedString())\"" : "[\(elements.map { "\($0)" }.joined(separator: ","))]"
            return #"{"object":"embedding","index":\#(index),"embedding":\#(embedding)}"#
        }
        if reversed { items.reverse() }
        return .answer(200, #"{"object":"list","data":[\#(items.joined(separator: ","))],"model":"m","usage":{}}"#)
    }

    static func input(_ request: StubHost.Request) -> [String] {
        let value = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body.utf8))
        return value?["input"]?.array?.compactMap(\.string) ?? []
    }

    static func items(_ items: String) -> StubHost.Reply { .answer(200, #"{"data":[\#(items)]}"#) }
}
