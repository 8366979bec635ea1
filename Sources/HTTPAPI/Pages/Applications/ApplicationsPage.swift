/// The applications that a person let in.
struct ApplicationsPage: WebPage {
    static let template = "applications"

    let title = "Applications"
    let applications: [ShownApplication]
    let ends: [ShownEnd]
    let hasApplications: Bool
    let part: ListPart
    let mcpURL: String

    private static let size = 12

    /// - Parameter number: of the page, as the address has it.
    init(_ applications: [ShownApplication], ended ends: [ShownEnd], mcpURL: String, page number: String?) {
        let last = max(1, (applications.count + Self.size - 1) / Self.size)
        let number = min(max(1, number.flatMap { Int($0) } ?? 1), last)
        self.ends = ends
        self.applications = Array(applications.dropFirst((number - 1) * Self.size).prefix(Self.size))
        part = ListPart(
            number,
            size: Self.size,
            shown: self.applications.count,
            of: applications.count,
            path: { "\(PageEndpoint.applications.rawValue)?page=\($0)" }
        )
        hasApplications = !applications.isEmpty
        self.mcpURL = mcpURL
    }
}
