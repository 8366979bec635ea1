/// The applications that a person let in.
struct ApplicationsPage: WebPage {
    static let template = "applications"

    let title = "Applications"
    let applications: [ShownApplication]
    let ends: [ShownEnd]
    let hasApplications: Bool
    let mcpURL: String

    init(_ applications: [ShownApplication], ended ends: [ShownEnd], mcpURL: String) {
        self.ends = ends
        self.applications = applications
        hasApplications = !applications.isEmpty
        self.mcpURL = mcpURL
    }
}
