/// The limits of one request. Lengths are in Unicode scalars.
package struct LimitSettings: Sendable {
    package let bodyBytes: Int
    package let textLength: Int
    package let messageLength: Int
    package let messagesPerSession: Int
    package let queryLength: Int
    package let batchSize: Int
    package let pageSize: Int
    package let metadataBytes: Int
    package let idLength: Int
    package let versionCount: Int
    package let versionDays: Int
    package let deletedDays: Int
    package let activityDays: Int

    init(_ s: SettingReader) {
        bodyBytes = s.int(
            "limits.bodyBytes",
            default: 4_194_304,
            in: 1_024...1_073_741_824,
            "Maximum bytes of a request body. Larger requests get 413."
        )
        textLength = s.int(
            "limits.textLength",
            default: 32_768,
            in: 1...100_000_000,
            "Maximum characters of one memory."
        )
        messageLength = s.int(
            "limits.messageLength",
            default: 262_144,
            in: 1...100_000_000,
            "Maximum characters of one message of working memory."
        )
        messagesPerSession = s.int(
            "limits.messagesPerSession",
            default: 10_000,
            in: 1...1_000_000,
            "Maximum messages in one session."
        )
        queryLength = s.int(
            "limits.queryLength",
            default: 8_192,
            in: 1...1_000_000,
            "Maximum characters of a search query."
        )
        batchSize = s.int(
            "limits.batchSize",
            default: 1_000,
            in: 1...100_000,
            "Maximum memories or ids in one request."
        )
        pageSize = s.int("limits.pageSize", default: 100, in: 1...10_000, "Maximum items on one page of a response.")
        metadataBytes = s.int(
            "limits.metadataBytes",
            default: 65_536,
            in: 0...16_777_216,
            "Maximum bytes of one free JSON value (`metadata`, `data`), as text."
        )
        idLength = s.int(
            "limits.idLength",
            default: 256,
            in: 26...4_096,
            "Maximum characters of an id, a `user_id`, a `namespace` or a `session_id`."
        )
        versionCount = s.int(
            "limits.versionCount",
            default: 20,
            in: 0...100,
            "Former contents kept of one memory. More are removed within an hour; 0 keeps none."
        )
        versionDays = s.int(
            "limits.versionDays",
            default: 90,
            in: 0...36_500,
            "Days that a former content of a memory is kept."
        )
        deletedDays = s.int(
            "limits.deletedDays",
            default: 30,
            in: 0...3_650,
            "Days that undoing an application brings back what it deleted. What a person deletes on the pages is gone at once. 0 keeps nothing."
        )
        activityDays = s.int(
            "limits.activityDays",
            default: 90,
            in: 0...3_650,
            "Days that the server keeps which application read or wrote which memories. 0 keeps nothing."
        )
    }
}
