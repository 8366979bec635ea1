extension GuardedHTTP {
    /// Ports above 1023 of services other than web servers: databases, caches, mail, chat (following the Fetch
    /// standard's “bad ports”).
    static let portsOfOthers: Set<Int> = [
        1_433, 1_521, 1_719, 1_720, 1_723, 2_049, 2_375, 3_306, 3_659, 4_045, 4_190, 5_060, 5_061, 5_432, 6_000, 6_379,
        6_566, 6_665,
        6_666, 6_667, 6_668, 6_669, 6_679, 6_697, 9_042, 10_080, 11_211, 27_017,
    ]
}
