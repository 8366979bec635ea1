import Base
import Identity
import Memories

/// One thing that an application did with memories.
struct ShownDeed: Sendable {
    /// `Searched 2 times, got 4 memories`.
    let title: String
    /// By its name, the action.
    let action: [String: Bool]
    let hue: Int
    /// The beginning of the first memory; nil when it is gone.
    let text: String?
    let path: String?
    let by: ShownWriter
    let at: ShownTime

    /// - Parameter memories: those that the events name, as far as they are there.
    init(_ event: MemoryEvent, _ memories: [OwnedID: Memory], names: ApplicationNames, viewer: ID<User>, now: Timestamp)
    {
        title = Self.title(event)
        action = [event.action.rawValue: true]
        hue = event.action.isReading ? 6 : event.action == .deleted ? 1 : 4
        let memory = event.memories.first.flatMap { memories[$0] }
        text = memory?.text.beginning(140)
        path = memory.map { PageEndpoint.memory.path(Percent.encode($0.id)) }
        by = ShownWriter(event.provenance, names, viewer: viewer)
        at = ShownTime(event.at, now: now)
    }

    static func title(_ event: MemoryEvent) -> String {
        let memories = event.count == 1 ? localized("a memory") : event.count.of("memory", "memories")
        return switch event.action {
        case .read: localized("Read \(memories)")
        case .searched:
            localized(
                "Searched\(event.calls > 1 ? localized(" \(event.calls.grouped) times") : ""), got \(event.count == 0 ? localized("nothing") : memories)"
            )
        case .listed: localized("Listed \(memories)")
        case .stored: localized("Wrote \(memories)")
        case .changed: localized("Changed \(memories)")
        case .deleted: localized("Deleted \(memories)")
        case .undone: localized("Undid changes of \(memories)")
        }
    }
}
