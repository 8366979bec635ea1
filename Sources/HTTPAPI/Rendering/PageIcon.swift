/// The icons of the pages: lines of a name and the path it is drawn with, on a grid of 20 by 20.
enum PageIcon {
    /// Two templates for each icon: `i-name`, and `s-name` for the small one. A label always goes with them.
    static let templates: [(String, String)] = String(decoding: PackageResources.icons_txt, as: UTF8.self)
        .split(separator: "\n").flatMap { line -> [(String, String)] in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return [] }
            return [("i", "i"), ("s", "i i-s")].map { size, style in
                (
                    "\(size)-\(parts[0])",
                    "<svg class=\"\(style)\" viewBox=\"0 0 20 20\" aria-hidden=\"true\"><path d=\"\(parts[1])\"/></svg>"
                )
            }
        }
}
