extension TokenRefusal {
    /// The sentence for the first problem of the claims, in order. When audience and issuer are both wrong, or anything
    /// is missing, the sentence is `claims`: such a token belongs to another system altogether.
    init?(_ problems: [TokenProblem]) {
        let failed = Set(problems.map(\.check))
        let placed = failed.intersection([.audience, .issuer, .required])
        let order: [(TokenCheck, TokenRefusal)] = [
            (.kind, .idToken), (.claims, .claims), (.expiry, .expired), (.start, .notYetValid),
            (.audience, placed.count > 1 ? .claims : .audience), (.issuer, placed.count > 1 ? .claims : .issuer),
            (.required, .claims),
            (.binding, .other),
        ]
        guard let first = order.first(where: { failed.contains($0.0) }) else { return nil }
        self = first.1
    }
}
