import Base
import HTTPTypes
import Memories

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
        let hasDescription: Bool
        let description: [Run]
        let hasParameters: Bool
        let parameters: [Parameter]
        let body: String?
        let answers: [Answer]
    }

    struct Parameter: Sendable {
        let name: String
        let place: String
        let type: String
        let description: [Run]
    }

    struct Answer: Sendable {
        let status: String
        let description: [Run]
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
            hasDescription: operation.description != nil,
            description: Run.all(of: operation.description ?? ""),
            hasParameters: !operation.parameters.isEmpty,
            parameters: operation.parameters.map { parameter in
                Parameter(
                    name: parameter.name,
                    place: parameter.place.rawValue,
                    type: parameter.shape.schema(.open)["type"]?.string ?? "",
                    description: Run.all(of: parameter.description)
                )
            },
            body: operation.body?.example,
            answers: operation.answers.map {
                Answer(status: String($0.status), description: Run.all(of: $0.description))
            }
        )
    }
}
