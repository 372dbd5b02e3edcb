internal import EventCodec
internal import Testing

@Suite("Hexadecimal digits")
struct HexTests {
    @Test("every byte is two lower-case digits and back")
    func everyByte() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hex.string(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff") && text.utf8.count == 512)
        #expect(Hex.bytes(text) == bytes)
        #expect(Hex.string([]) == "" && Hex.bytes("") == [])
        #expect(Hex.string(bytes[9...10]) == "090a")
        #expect(Hex.bytes("x00ff".dropFirst()) == [0x00, 0xff])
    }

    @Test(
        "anything else is no bytes",
        arguments: ["0", "000", "0g", "g0", "AB", "0x", " 00", "00 ", "\u{ff10}\u{ff10}", "/0", ":0", "`0"])
    func malformed(text: String) { #expect(Hex.bytes(text) == nil) }
}
