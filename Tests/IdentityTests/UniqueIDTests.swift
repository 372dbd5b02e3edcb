internal import Identity
internal import Support
internal import Testing

@Suite("Unique ids")
struct UniqueIDTests {
    // The example of RFC 9562, appendix A.6: 2022-02-22T19:22:22Z, rand_a CC3, rand_b 18C4DC0C0C07398F.
    @Test("version 7 is laid out as the example of RFC 9562")
    func version7Example() throws {
        let instant = try #require(Instant("2022-02-22T19:22:22Z"))
        let id = UniqueID.version7(at: instant, random: (0xcc3, 0x18c4_dc0c_0c07_398f))
        #expect(id.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test("version 7 takes only as much randomness as leaves version and variant", arguments: [UInt64.min, .max])
    func version7Masks(bits: UInt64) {
        let id = UniqueID.version7(at: noon, random: (bits, bits))
        #expect(id.high >> 16 == UInt64(noon.microseconds / 1_000))
        #expect(id.high >> 12 & 0xf == 7)
        #expect(id.high & 0xfff == bits & 0xfff)
        #expect(id.low >> 62 == 0b10)
        #expect(id.low & 0x3fff_ffff_ffff_ffff == bits & 0x3fff_ffff_ffff_ffff)
    }

    @Test("version 8 is a digest but for version and variant")
    func version8() {
        // The beginning of SHA-256 of "abc", FIPS 180-4.
        let digest: [UInt8] = [
            0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0,
        ]
        #expect(UniqueID.version8(digest).description == "ba7816bf-8f01-8fea-8141-40de5dae2223")
        #expect(UniqueID.version8(Array(repeating: 0, count: 16)).description == "00000000-0000-8000-8000-000000000000")
        #expect(
            UniqueID.version8(Array(repeating: .max, count: 16)).description == "ffffffff-ffff-8fff-bfff-ffffffffffff")
    }

    @Test("version 7 sorts by the millisecond, whatever the randomness")
    func version7Sorts() {
        let earlier = UniqueID.version7(at: noon, random: (.max, .max))
        let later = UniqueID.version7(at: Instant(microseconds: noon.microseconds + 1_000), random: (0, 0))
        let same = UniqueID.version7(at: Instant(microseconds: noon.microseconds + 999), random: (0, 0))
        #expect(earlier < later && earlier.description < later.description)
        #expect(earlier.high >> 16 == same.high >> 16)
    }

    @Test("version 7 before 1970 is the first there is, not the last")
    func version7BeforeEpoch() {
        #expect(UniqueID.version7(at: Instant(microseconds: -1_000), random: (0, 0)).high == 0x7000)
    }

    @Test("an id is read in either case and written in lower case")
    func bothCases() throws {
        let lower = "01928aef-0c4d-7bcd-af01-23456789abcd"
        let upper = "01928AEF-0C4D-7BCD-AF01-23456789ABCD"
        let id = try #require(UniqueID(lower))
        #expect(id == UniqueID(high: 0x0192_8aef_0c4d_7bcd, low: 0xaf01_2345_6789_abcd))
        #expect(UniqueID(upper) == id)
        #expect(UniqueID(upper)?.description == lower)
        #expect(UniqueID("x\(lower)".dropFirst()) == id)
    }

    @Test(
        "what is not the 36-character form is no id",
        arguments: [
            "", "0", "01928aef0c4d7bcdaf0123456789abcd", "01928aef-0c4d-7bcd-af01-23456789abc",
            "01928aef-0c4d-7bcd-af01-23456789abcde", "{01928aef-0c4d-7bcd-af01-23456789abcd}",
            " 01928aef-0c4d-7bcd-af01-23456789abcd", "01928aef-0c4d-7bcd-af01-23456789abcd\n",
            "01928aef-0c4d-7bcd-af01-23456789abcg", "01928aef-0c4d-7bcd-af01-23456789ab/d",
            "01928aef-0c4d-7bcd-af01-23456789ab:d", "01928aef-0c4d-7bcd-af01-23456789ab@d",
            "01928aef-0c4d-7bcd-af01-23456789ab`d", "01928aef_0c4d-7bcd-af01-23456789abcd",
            "01928aef-0c4d_7bcd-af01-23456789abcd", "01928aef-0c4d-7bcd_af01-23456789abcd",
            "01928aef-0c4d-7bcd-af01_23456789abcd", "01928aef00c4d-7bcd-af01-23456789abcd",
            "-1928aef-0c4d-7bcd-af01-23456789abcd", "+1928aef-0c4d-7bcd-af01-23456789abcd",
            "01928aef-0c4d-7bcd-af01-23456789ab\u{e9}", "０1928aef-0c4d-7bcd-af01-23456789ab",
        ])
    func malformed(text: String) { #expect(UniqueID(text) == nil) }

    @Test("bytes are most significant first, there and back")
    func bytes() {
        let id = UniqueID(high: 0x0001_0203_0405_0607, low: 0x0809_0a0b_0c0d_0eff)
        #expect(id.bytes == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255])
        #expect(UniqueID(bytes: id.bytes) == id)
        #expect(UniqueID(bytes: id.bytes[...]) == id)
    }

    @Test("anything but sixteen bytes is no id", arguments: [0, 1, 15, 17, 32])
    func wrongByteCount(count: Int) { #expect(UniqueID(bytes: [UInt8](repeating: 1, count: count)) == nil) }

    @Test("zero is all zeros")
    func zero() {
        #expect(UniqueID.zero.description == "00000000-0000-0000-0000-000000000000")
        #expect(UniqueID("00000000-0000-0000-0000-000000000000") == .zero)
    }

    @Test("any id survives text and bytes, and sorts as both do", arguments: [UInt64(1), 2, 3])
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var before = UniqueID.zero
        for _ in 0..<500 {
            let id = UniqueID(high: random.next(), low: random.next())
            // Now and then the same first half, so that the second decides.
            let other = UniqueID(high: Bool.random(using: &random) ? id.high : before.high, low: random.next())
            #expect(UniqueID(id.description) == id)
            #expect(UniqueID(id.description.uppercased()) == id)
            #expect(UniqueID(bytes: id.bytes) == id)
            #expect((id < other) == (id.description < other.description))
            #expect((id < other) == id.bytes.lexicographicallyPrecedes(other.bytes))
            before = id
        }
    }

    @Test("identifiers of things read, write and sort as the bits they wrap")
    func identifiers() throws {
        let text = "01928aef-0c4d-7bcd-af01-23456789abcd"
        let id = try #require(UniqueID(text))
        #expect(EventID(text) == EventID(id))
        #expect(EventID(text)?.description == text)
        #expect(EventID("no id") == nil)
        #expect(WorkspaceID(text)?.id == id && EventID(text)?.id == id && CommandID(text)?.id == id)
        #expect(EventID(.zero) < EventID(id) && !(EventID(id) < EventID(id)))
    }
}
