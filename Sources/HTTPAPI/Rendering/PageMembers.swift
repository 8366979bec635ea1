import Mustache

/// The stored properties of a page's value, by name. Mustache alone would reflect the whole value again for each name in
/// a template, also for those that it then finds further out: that was most of the time of a page.
final class PageMembers: MustacheParent {
    private let value: Any
    private lazy var members: [String: Any] = Self.members(of: value)

    private init(_ value: Any) {
        self.value = value
    }

    func child(named name: String) -> Any? { members[name] }

    static func members(of value: Any) -> [String: Any] {
        var members: [String: Any] = [:]
        for child in Mirror(reflecting: value).children {
            guard let name = child.label else { continue }
            members[name] = readable(child.value)
        }
        return members
    }

    /// The value as Mustache is to read it; nil for an empty optional, which to Mustache is a value like any other.
    static func readable(_ value: Any) -> Any? {
        switch value {
        case is String, is Bool, is Int: return value
        case let list as [Any]: return list.compactMap(readable)
        case is any MustacheParent, is any MustacheCustomRenderable: return value
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { readable($0.value) }
        // A template may print a value that has a description.
        case .struct where !(value is any CustomStringConvertible): return PageMembers(value)
        default: return value
        }
    }
}
