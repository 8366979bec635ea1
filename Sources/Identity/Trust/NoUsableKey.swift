/// The key set was read, but contains no key that can verify a token.
package struct NoUsableKey: Error, Sendable, Hashable, CustomStringConvertible {
    package let leftOut: [String]

    package var description: String {
        guard !leftOut.isEmpty else {
            return
                "the issuer's key set is empty; does it sign with a shared secret (HS256)? Then choose a signing key there"
        }
        return "the issuer's key set has no key that verifies its tokens (\(leftOut.joined(separator: "; ")))"
    }
}
