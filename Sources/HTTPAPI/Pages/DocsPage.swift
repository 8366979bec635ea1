import HTTPTypes

/// The documentation of the REST API as a page, built from the same operations as the OpenAPI document.
struct DocsPage: WebPage {
    static let template = "docs"

    struct Group: Sendable {
        let name: String
        let operations: [Entry]
    }

    /// A part of a sentence; names in backticks are code.
    struct Run: Sendable, Equatable {
        let text: String
        let isCode: Bool

        /// - Parameter sentence: as the OpenAPI document has it, in Markdown.
        static func all(of sentence: String) -> [Run] {
            sentence.split(separator: "`", omittingEmptySubsequences: false).enumerated()
                .map { Run(text: String($0.element), isCode: $0.offset % 2 == 1) }.filter { !$0.text.isEmpty }
        }
    }

    struct Entry: Sendable {
        let id: String
        let method: String
        let path: String
        let isOpen: Bool
        let summary: [Run]
        /// The page of the operation; nil for one that this server does not offer.
        let link: String?
    }

    let title = "REST API"
    let width = "broad"
    let groups: [Group]

    init(operations: [Operation]) {
        var names: [String] = []
        for operation in operations where !names.contains(operation.group) { names.append(operation.group) }
        groups = names.map { name in
            Group(name: name, operations: operations.filter { $0.group == name }.map(Self.entry))
        }
    }

    private static func entry(_ operation: Operation) -> Entry {
        Entry(
            id: operation.id,
            method: operation.method.rawValue,
            path: operation.endpoint.rawValue,
            isOpen: operation.endpoint.isOpen,
            summary: Run.all(of: operation.summary),
            link: operation.isOffered ? Endpoint.operationDocs.path(operation.id) : nil
        )
    }
}
