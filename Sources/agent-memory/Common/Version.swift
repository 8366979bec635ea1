import CProcess

/// The version of this build.
enum Version {
    static let current = "0.1.0"

    /// The commit that it was built from; nil for a build that `make build` or `scripts/release` did not make.
    static var commit: String? {
        let commit = String(cString: cp_commit())
        return commit.isEmpty ? nil : commit
    }

    /// How the compiler was asked to build it.
    static var build: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }
}
