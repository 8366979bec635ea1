extension IPAddress {
    /// Whether the address is globally reachable: in none of the special-purpose ranges (RFC 6890 and the IANA
    /// registries), and not an IPv6 address that leads to such an IPv4 address (NAT64, 6to4, ISATAP).
    package var isPublic: Bool { !Self.special.contains { $0.contains(self) } && embedded?.isPublic != false }

    /// The IPv4 address that receives the packets to this IPv6 address.
    private var embedded: IPAddress? {
        let interface = UInt64(truncatingIfNeeded: bits)
        if bits >> 96 == 0x0064_ff9b || interface >> 32 & 0xfdff_ffff == 0x0000_5efe {
            return IPAddress(ipv4: UInt32(truncatingIfNeeded: bits))
        }
        return bits >> 112 == 0x2002 ? IPAddress(ipv4: UInt32(truncatingIfNeeded: bits >> 80)) : nil
    }

    private static let special = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // The first range also contains the deprecated IPv4-compatible addresses, the third is NAT64 for local use, the
        // fourth contains Teredo.
        "::/96", "100::/64", "64:ff9b:1::/48", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7",
        "fe80::/10", "fec0::/10", "ff00::/8",
    ].map { IPBlock($0)! }
}
