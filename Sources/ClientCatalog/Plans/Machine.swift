/// The person's machine, as far as a connection depends on it. Plain values, so that a test can pass in what the
/// process would find.
package struct Machine: Sendable {
    package let platform: Platform
    /// The home directory, without a slash at its end.
    package let home: String
    /// XDG_CONFIG_HOME on Linux; `~/.config` when it is not set.
    package let config: String
    /// `%APPDATA%` on Windows.
    package let appData: String
    /// The directory in which the command was started: the project.
    package let directory: String
    /// The path of a program on the PATH; nil when it has none.
    package let find: @Sendable (String) -> String?

    package init(
        platform: Platform,
        home: String,
        config: String? = nil,
        appData: String? = nil,
        directory: String,
        find: @escaping @Sendable (String) -> String?
    ) {
        self.platform = platform
        self.home = home
        self.config = config ?? home + "/.config"
        self.appData = appData ?? home + "/AppData/Roaming"
        self.directory = directory
        self.find = find
    }

    /// The absolute path of a client's file; nil when the client has none on this platform or for projects.
    package func path(of file: KnownClient.File, inProject: Bool) -> String? {
        if inProject { return file.project.map { directory + "/" + $0 } }
        return file.user[platform].map { place in
            if place.hasPrefix("~/") { return home + place.dropFirst() }
            return place.replacing("{config}", with: config).replacing("{appdata}", with: appData)
        }
    }
}
