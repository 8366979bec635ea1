/// How far the extraction of memories from a session is.
package struct SessionExtraction: Sendable, Hashable {
    package enum Status: String, Sendable, Hashable, CaseIterable {
        case waiting, done, failed
        /// There is no language model.
        case notExtracted = "not_extracted"
    }

    package let status: Status
    package let detail: String?
    /// The name of the language model; nil without one.
    package let model: String?

    package init(status: Status, detail: String? = nil, model: String? = nil) {
        self.status = status
        self.detail = detail
        self.model = model
    }

    /// The state of a session with messages on a server without a language model.
    static let withoutModel = SessionExtraction(status: .notExtracted, detail: "not extracted: no language model")

    /// The state of a session by its messages; nil when none was ever queued.
    init?(_ messages: [MessageExtraction], by model: String) {
        guard !messages.isEmpty else { return nil }
        self.model = model
        if let failed = messages.last(where: { $0.state == .failed }) {
            status = .failed
            detail = "not extracted: \(failed.reason ?? "the language model did not answer")"
        } else if let waiting = messages.first(where: { $0.state == .waiting }) {
            status = .waiting
            detail = messages.lazy.compactMap { $0.state == .waiting ? $0.reason : nil }.first ?? waiting.reason
        } else {
            status = .done
            detail = nil
        }
    }
}
