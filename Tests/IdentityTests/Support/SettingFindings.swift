import Settings

/// What a start with these settings says is wrong with them.
func findings(of start: () async throws -> Void) async throws -> [String] {
    do {
        try await start()
        return []
    } catch let found as SettingProblems {
        return found.problems.map(\.sentence)
    }
}

/// What is said of an address from which nothing could be fetched, ever.
enum Unreachable {
    static let noURL = "the address is not an http or https URL, or it contains a space, a user name or a fragment."
    static let notSecure = "must be reached over https (http is for loopback only)."
}
