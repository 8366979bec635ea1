import Mustache

/// A page's values together with those of the layout: the shell and the addresses of the assets.
struct FramedPage: MustacheParent {
    private let values: [String: Any]

    init(_ page: some WebPage, in shell: PageShell?, _ language: PageLanguage) {
        var values: [String: Any] = [:]
        for child in Mirror(reflecting: page).children {
            guard let name = child.label else { continue }
            values[name] = Self.unwrapped(child.value)
        }
        values["isApp"] = shell != nil
        values["shell"] = shell
        values["language"] = language.tag
        values["styleSheet"] = PageAsset.styleSheet.path
        values["script"] = PageAsset.script.path
        self.values = values
    }

    func child(named name: String) -> Any? { values[name] }

    /// The value inside an optional: to Mustache, an empty optional is a value like any other.
    private static func unwrapped(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        return mirror.displayStyle == .optional ? mirror.children.first?.value : value
    }
}
