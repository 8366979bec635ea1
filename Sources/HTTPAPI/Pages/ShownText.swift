extension String {
    /// The first characters, with `…` when there are more.
    func beginning(_ length: Int) -> String { count > length ? prefix(length - 1) + "…" : self }
}
