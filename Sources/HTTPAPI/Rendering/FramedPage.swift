import Mustache

/// A page's values together with those of the layout: the shell and the addresses of the assets.
struct FramedPage: MustacheParent {
    private let values: [String: Any]

    init(_ page: some WebPage, in shell: PageShell?, _ language: PageLanguage) {
        var values = PageMembers.members(of: page)
        values["isApp"] = shell != nil
        values["shell"] = shell.flatMap(PageMembers.readable)
        values["language"] = language.tag
        values["styleSheet"] = PageAsset.styleSheet.path
        values["script"] = PageAsset.script.path
        self.values = values
    }

    func child(named name: String) -> Any? { values[name] }
}
