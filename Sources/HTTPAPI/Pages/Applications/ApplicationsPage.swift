/// The applications that a person let in.
struct ApplicationsPage: WebPage {
    static let template = "applications"

    let title = localized("Applications")
    let applications: [ShownApplication]
    let ends: [ShownEnd]
    let hasApplications: Bool
    /// Nil when all are shown.
    let part: ListPart?
    let mcpURL: String

    private static let size = 12

    /// - Parameter number: of the page, as the address has it.
    init(_ applications: [ShownApplication], ended ends: [ShownEnd], mcpURL: String, page number: String?) {
        self.ends = ends
        (self.applications, part) = ListPart.of(
            applications,
            size: Self.size,
            page: number,
            path: { "\(PageEndpoint.applications.rawValue)?page=\($0)" }
        )
        hasApplications = !applications.isEmpty
        self.mcpURL = mcpURL
    }
}
