import Synchronization
import Tracing

/// A span as it is sent.
package struct FinishedSpan: Sendable {
    enum Value: Sendable, Equatable {
        case text(String)
        case number(Int64)
        case flag(Bool)
    }

    package let name: String
    let kind: SpanKind
    package let traceID: String
    package let spanID: String
    package let parentID: String?
    /// Nanoseconds since 1970.
    let start: UInt64
    let end: UInt64
    let attributes: [String: Value]
    package let isError: Bool

    /// The attributes of the kinds that this server uses.
    static func kept(_ attributes: SpanAttributes) -> [String: Value] {
        var kept: [String: Value] = [:]
        attributes.forEach { name, attribute in
            switch attribute {
            case .string(let text): kept[name] = .text(text)
            case .int64(let number): kept[name] = .number(number)
            case .int32(let number): kept[name] = .number(Int64(number))
            case .bool(let flag): kept[name] = .flag(flag)
            default: break
            }
        }
        return kept
    }
}

/// The finished spans that wait to be sent. Bounded: when the collector is away, new spans are dropped and counted.
package final class SpanQueue: Sendable {
    private let capacity: Int
    private let spans = Mutex<[FinishedSpan]>([])
    private let dropped: @Sendable (Int) -> Void

    /// - Parameter dropped: is told how many spans were not kept.
    package init(capacity: Int = 8_192, dropped: @escaping @Sendable (Int) -> Void = { _ in }) {
        self.capacity = capacity
        self.dropped = dropped
    }

    func add(_ span: FinishedSpan) {
        let isKept = spans.withLock { spans in
            guard spans.count < capacity else { return false }
            spans.append(span)
            return true
        }
        if !isKept { dropped(1) }
    }

    /// Counts spans that are lost elsewhere.
    package func drop(_ count: Int) { dropped(count) }

    /// Returns spans that were taken and not sent to their place.
    package func giveBack(_ taken: [FinishedSpan]) { spans.withLock { $0.insert(contentsOf: taken, at: 0) } }

    /// Removes and returns the oldest spans.
    package func take(atMost count: Int = 512) -> [FinishedSpan] {
        spans.withLock { spans in
            let taken = Array(spans.prefix(count))
            spans.removeFirst(taken.count)
            return taken
        }
    }
}
