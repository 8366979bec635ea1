import Synchronization

/// A text that is the same for everyone. It is made for its first reader and then kept.
final class OnceText: Sendable {
    private let render: @Sendable () throws -> String
    private let html = Mutex<String?>(nil)

    init(_ render: @escaping @Sendable () throws -> String) {
        self.render = render
    }

    /// - Throws: an error of `render`, at every call.
    func callAsFunction() throws -> String {
        try html.withLock { html in
            if let html { return html }
            let rendered = try render()
            html = rendered
            return rendered
        }
    }
}
