extension String {
    /// The first characters, with `…` when there are more. Ends earlier when they take more than three bytes each in
    /// HTML, so that escapes and piled-up accents make no page large.
    func beginning(_ length: Int) -> String {
        var (count, bytes) = (0, 0)
        var end = startIndex
        for index in indices {
            count += 1
            bytes += self[index].htmlBytes
            guard count <= length, bytes <= 3 * length else { return self[..<end] + "…" }
            // Room for the sign that there is more.
            if count < length { end = self.index(after: index) }
        }
        return self
    }
}

extension Character {
    /// The bytes that it takes in HTML.
    fileprivate var htmlBytes: Int {
        switch self {
        case "&": 5
        case "<", ">": 4
        case "\"", "'": 6
        default: utf8.count
        }
    }
}
