import ServiceLifecycle

extension ServiceGroupConfiguration.ServiceConfiguration {
    /// A service with its name for the log. Without one, the group prints every property of the service, down to the last
    /// setting, which takes a tenth of a start.
    init(_ name: String, _ service: any Service) {
        self.init(service: service, serviceName: name)
    }
}
