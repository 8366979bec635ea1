/// Prints as its name alone, wherever a library or a log prints what contains it: URLs may contain keys.
extension ServerSettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "ServerSettings" }
    package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .struct) }
}
