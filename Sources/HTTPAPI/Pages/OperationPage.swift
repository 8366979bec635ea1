import Base
import HTTPTypes
import Memories

/// One operation of the REST API: its parameters, the members of its body and of its response, and examples.
struct OperationPage: WebPage {
    static let template = "operation"

    struct Field: Sendable {
        let name: String
        let place: String
        let type: String
        let isRequired: Bool
        let description: [DocsPage.Run]
    }

    struct Answer: Sendable {
        let status: String
        let description: [DocsPage.Run]
    }

    let title: String
    let width = "broad"
    let method: String
    let path: String
    let isOpen: Bool
    let summary: [DocsPage.Run]
    let hasDescription: Bool
    let description: [DocsPage.Run]
    let hasFields: Bool
    let fields: [Field]
    let curl: String
    let python: String
    /// An example of the response on success; nil for a page or an empty body.
    let response: String?
    let hasMembers: Bool
    /// The members of the response.
    let members: [Field]
    let answers: [Answer]

    /// - Parameter shapes: the named shapes of requests and responses.
    init(_ operation: Operation, shapes: [String: Shape]) throws {
        title = "\(operation.method) \(operation.endpoint.rawValue)"
        method = operation.method.rawValue
        path = operation.endpoint.rawValue
        isOpen = operation.endpoint.isOpen
        summary = DocsPage.Run.all(of: operation.summary)
        hasDescription = operation.description != nil
        description = DocsPage.Run.all(of: operation.description ?? "")
        let parameters = operation.parameters.map { parameter in
            Field(
                name: parameter.name,
                place: parameter.place.rawValue,
                type: parameter.shape.words,
                isRequired: parameter.place == .path,
                description: DocsPage.Run.all(of: parameter.description)
            )
        }
        fields = parameters + Self.members(of: operation.body.flatMap { shapes[$0.schema] }, in: "body")
        hasFields = !fields.isEmpty
        let example = RequestExample(operation)
        (curl, python) = (example.curl, example.python)
        let answered = operation.success.schema.flatMap { shapes[$0] }
        response = try answered.map {
            String(decoding: try StrictJSON.encode(ShapeExample.value(of: $0), isIndented: true), as: UTF8.self)
        }
        members = Self.members(of: answered, in: "response")
        hasMembers = !members.isEmpty
        answers = operation.answers.map {
            Answer(status: String($0.status), description: DocsPage.Run.all(of: $0.description))
        }
    }

    private static func members(of shape: Shape?, in place: String) -> [Field] {
        (shape?.members ?? []).map { member in
            Field(
                name: member.name,
                place: place,
                type: member.shape.words,
                isRequired: member.isRequired,
                description: DocsPage.Run.all(of: member.description)
            )
        }
    }
}
