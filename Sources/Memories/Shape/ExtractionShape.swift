import Base

/// The JSON of a session's extraction.
enum ExtractionShape {
    static let shape: Shape = .record([
        Shape.Property(
            "status",
            .choice(SessionExtraction.Status.allCases.map(\.rawValue)),
            "Whether memories wait for extraction, were extracted, could not be, or cannot be without a language model.",
            isRequired: true
        ),
        Shape.Property("detail", .string, "Why nothing was extracted yet.", isNullable: true),
        Shape.Property("model", .string, "The language model that extracts.", isNullable: true),
    ])
}

extension WorkingMemoryView {
    var extractionJSON: JSONValue? {
        extraction.map { extraction in
            [
                "status": .string(extraction.status.rawValue),
                "detail": extraction.detail.map(JSONValue.string) ?? .null,
                "model": extraction.model.map(JSONValue.string) ?? .null,
            ]
        }
    }
}
