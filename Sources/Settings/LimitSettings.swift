/// How much one request may bring or ask for.
package struct LimitSettings: Sendable {
    package let bodyBytes: Int
    package let textCharacters: Int
    package let batchMemories: Int
    package let pageSize: Int
    package let metadataBytes: Int
    package let idCharacters: Int

    init(_ s: SettingReader) {
        bodyBytes = s.int(
            "limits.bodyBytes", default: 4_194_304, in: 1_024...1_073_741_824, "Bytes of a request body; more is answered 413.")
        textCharacters = s.int("limits.textCharacters", default: 100_000, in: 1...100_000_000, "Characters of one memory or message.")
        batchMemories = s.int("limits.batchMemories", default: 1_000, in: 1...100_000, "Memories or messages in one request.")
        pageSize = s.int("limits.pageSize", default: 100, in: 1...10_000, "Items on one page of an answer.")
        metadataBytes = s.int("limits.metadataBytes", default: 65_536, in: 0...16_777_216, "Bytes of one memory's `metadata`, as JSON.")
        idCharacters = s.int("limits.idCharacters", default: 256, in: 26...4_096, "Characters of an id, a namespace or a topic.")
    }
}
