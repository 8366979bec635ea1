import JOSE
import Testing

@Suite("Base64url (RFC 4648 §5, RFC 7515 §2)")
struct Base64URLTests {
    @Test(
        "bytes are encoded and decoded",
        arguments: [
            ([], ""), ([0], "AA"), ([0xff], "_w"), ([0xfb, 0xef], "--8"), ([0, 0, 0], "AAAA"),
            ([102, 111, 111], "Zm9v"),
            ([3, 236, 255, 224, 193], "A-z_4ME"),
        ] as [([UInt8], String)]
    )
    func spelling(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
    }

    @Test(
        "every other spelling is refused",
        arguments: [
            "A", "AAAAA", "AA==", "AAA=", "Zm9v=", "AB", "_x", "AAB", "--9", "A+AA", "A/AA", "A AA", "AAA\n", " AAAA",
            "AAAA ",
            "A.AA", "é", "AA\0A", "Zm9v?",
        ]
    )
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("encoded bytes decode to the same bytes", arguments: 0..<64)
    func roundTrip(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ count) }
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }
}
