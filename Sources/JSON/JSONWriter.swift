/// Appends compact JSON to bytes it owns; nothing is allocated per value.
///
/// Escapes are those of RFC 8785. Key order is the caller's: whoever needs canonical bytes writes keys in order of their
/// UTF-16 code units (or calls `canonical`). Commas are placed here; that every key gets one value is the caller's part.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    /// Reserves room; most messages fit the default without growing.
    package init(capacity: Int = 512) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// Goes on after bytes that are no JSON, such as room for a frame's length.
    package init(after prefix: [UInt8], capacity: Int = 512) {
        bytes = prefix
        bytes.reserveCapacity(capacity)
    }

    /// Starts over. The memory is kept unless told otherwise.
    package mutating func reset(keepingCapacity: Bool = true) {
        bytes.removeAll(keepingCapacity: keepingCapacity)
        needsComma = false
    }

    /// Overwrites four bytes written earlier with a big-endian number, such as a length that was not known then.
    package mutating func patch(at index: Int, with number: UInt32) {
        for offset in 0..<4 { bytes[index + offset] = UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * offset)) }
    }

    /// Opens an object, as a value.
    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    /// Closes the object opened last.
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    /// Opens an array, as a value.
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    /// Closes the array opened last.
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A key that needs no escapes, which is checked in debug builds only.
    package mutating func key(_ key: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        key.withUTF8Buffer { buffer in
            assert(buffer.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }, "this key needs escapes")
            bytes.append(contentsOf: buffer)
        }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Any other key.
    @_disfavoredOverload
    package mutating func key(_ key: String) {
        string(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A string. U+0000 is written as RFC 8785 has it, and refused by every reader of ours.
    package mutating func string(_ value: String) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        if value.utf8.withContiguousStorageIfAvailable({ appendEscaped($0) }) == nil {
            Array(value.utf8).withUnsafeBufferPointer { appendEscaped($0) }
        }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// A constant string that needs no escapes.
    package mutating func string(constant value: StaticString) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        value.withUTF8Buffer { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// An integer. Range: ±(2^53-1), because a reader would refuse more.
    package mutating func int(_ value: Int64) {
        precondition(value.magnitude <= UInt64(JSONLimits.integerMax), "integers on the wire lie within ±(2^53-1)")
        comma()
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 17) { digits in
            var start = digits.count
            var rest = value.magnitude
            repeat {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 10)
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: remainder)
                rest = quotient
            } while rest > 0
            if value < 0 {
                start -= 1
                digits[start] = UInt8(ascii: "-")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
        needsComma = true
    }

    /// An integer. Range: ±(2^53-1).
    package mutating func int(_ value: Int) { int(Int64(value)) }

    /// `true` or `false`.
    package mutating func bool(_ value: Bool) {
        if value { literal("true") } else { literal("false") }
    }

    /// `null`; our types leave members out instead.
    package mutating func null() { literal("null") }

    // Not generic: unspecialised across modules, a generic append copies byte by byte.

    /// One value that is JSON already, byte for byte.
    package mutating func raw(_ value: [UInt8]) {
        comma()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// One value that is JSON already, byte for byte.
    package mutating func raw(_ value: ArraySlice<UInt8>) {
        comma()
        bytes.append(contentsOf: value)
        needsComma = true
    }

    /// One string whose content needs no escapes, such as digits: `body` appends it between the quotes.
    package mutating func quoted(_ body: (inout [UInt8]) -> Void) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        body(&bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    private mutating func literal(_ text: StaticString) {
        comma()
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        needsComma = true
    }

    @inline(__always)
    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func open(_ byte: UInt8) {
        comma()
        bytes.append(byte)
        needsComma = false
    }

    private mutating func close(_ byte: UInt8) {
        bytes.append(byte)
        needsComma = true
    }

    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var written = 0
        var cursor = JSONEscapes.plainEnd(text, from: 0)
        // Nearly every string is appended whole.
        while cursor < text.count {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[written..<cursor]))
            appendEscape(of: text[cursor])
            written = cursor + 1
            cursor = JSONEscapes.plainEnd(text, from: written)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[written...]))
    }

    /// Source: RFC 8785 section 3.2.2.2.
    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x22, 0x5C: bytes.append(byte)
        default:
            let low = byte & 0x0F
            bytes.append(contentsOf: [UInt8(ascii: "u"), UInt8(ascii: "0"), UInt8(ascii: "0")])
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }
}
