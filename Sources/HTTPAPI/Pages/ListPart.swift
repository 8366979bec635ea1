/// The part of a list that a page shows, with links to the parts next to it.
struct ListPart: Sendable {
    /// `1–20 of 1,284`.
    let range: String
    let previous: String?
    let next: String?

    /// - Parameters:
    ///   - number: of the page, counted from 1.
    ///   - size: how many entries a full page has.
    ///   - shown: how many this page has.
    ///   - path: the address of the page with a number.
    init(_ number: Int, size: Int, shown: Int, of total: Int, path: (Int) -> String) {
        let first = (number - 1) * size + 1
        let last = first + shown - 1
        range = localized("\(first.grouped)–\(last.grouped) of \(total.grouped)")
        previous = number > 1 ? path(number - 1) : nil
        next = shown > 0 && last < total ? path(number + 1) : nil
    }

    /// A page of a list that is in memory, and nil for the part when it is the whole list.
    /// - Parameter page: the number of the page, as the address has it.
    static func of<Item>(_ all: [Item], size: Int, page: String?, path: (Int) -> String) -> ([Item], ListPart?) {
        guard all.count > size else { return (all, nil) }
        let number = min(max(1, page.flatMap { Int($0) } ?? 1), (all.count + size - 1) / size)
        let items = Array(all.dropFirst((number - 1) * size).prefix(size))
        return (items, ListPart(number, size: size, shown: items.count, of: all.count, path: path))
    }
}
