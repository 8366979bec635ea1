/// The operating system of the person's machine.
package enum Platform: String, Sendable, Hashable, CaseIterable {
    case linux, macos, windows

    /// The platform this program was built for.
    package static var current: Platform {
        #if os(macOS)
            .macos
        #elseif os(Windows)
            .windows
        #else
            .linux
        #endif
    }

    package var title: String {
        switch self {
        case .linux: "Linux"
        case .macos: "macOS"
        case .windows: "Windows"
        }
    }
}
