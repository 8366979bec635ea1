/// The conditions for trusting signatures of an RSA public key.
enum RSARules {
    /// RFC 7518 §3.3 demands 2048 bits; above 8192 a verification costs enough to be an attack.
    static let allowedBits = 2048...8192

    static func check(modulus: [UInt8], exponent: [UInt8]) throws(JOSEError) {
        guard let top = modulus.first, top != 0 else { throw .unusableKey(.members) }
        guard allowedBits.contains(modulus.count * 8 - top.leadingZeroBitCount) else { throw .unusableKey(.size) }
        try check(exponent: exponent)
        guard !isROCA(modulus) else { throw .unusableKey(.weakModulus) }
    }

    /// Odd and at least 65537 (FIPS 186-5 §A.1.1); BoringSSL takes at most 33 bits. With e = 1 anyone can sign.
    private static func check(exponent: [UInt8]) throws(JOSEError) {
        guard exponent.count <= 5 else { throw .unusableKey(.exponent) }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value & 1 == 1, value >= 65537 else { throw .unusableKey(.exponent) }
    }

    /// Whether the modulus bears the fingerprint of CVE-2017-15361 (ROCA): keys whose primes are powers of 65537 modulo
    /// a product of small primes, and can be factored. By chance a sound key bears it with probability below 2^-27.
    static func isROCA(_ modulus: [UInt8]) -> Bool {
        smallPrimes.allSatisfy { prime in
            let residue = modulus.reduce(UInt32(0)) { ($0 << 8 | UInt32($1)) % prime }
            var power: UInt32 = 1
            repeat {
                if power == residue { return true }
                power = power * (65537 % prime) % prime
            } while power != 1
            return false
        }
    }

    private static let smallPrimes: [UInt32] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113,
        127, 131, 137, 139, 149, 151, 157, 163, 167,
    ]
}
