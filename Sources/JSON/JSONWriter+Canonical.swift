extension JSONWriter {
    /// A value as RFC 8785 writes it: keys in order of their UTF-16 code units, least escapes, no white space.
    ///
    /// Numbers that are no integers are copied as they came: our profile has none.
    package mutating func canonical(_ view: JSONView) {
        switch view.kind {
        case .object:
            beginObject()
            for (key, value) in JSONMembers(of: view).sorted(by: { JSONKeyOrder.precedes($0.key, $1.key) }) {
                self.key(key.text)
                canonical(value)
            }
            endObject()
        case .array:
            beginArray()
            for element in JSONElements(of: view) { canonical(element) }
            endArray()
        case .string:
            if view.token.flag { string(view.text) } else { raw(view.rawBytes) }
        case .integer, .number, .bool, .null:
            raw(view.rawBytes)
        }
    }
}

extension JSONView {
    /// The string it is; empty for anything else.
    var text: String { (try? string()) ?? "" }
}

/// The order of keys in canonical JSON.
///
/// Source: RFC 8785 section 3.2.3. In UTF-16, surrogates (U+10000 and up) come before U+E000 ... U+FFFF; in UTF-8 they
/// come after. Lead bytes EE and EF are the only ones concerned, and they are never continuation bytes.
package enum JSONKeyOrder {
    /// Whether one UTF-8 string precedes another when both are compared as UTF-16.
    package static func precedes(_ left: some Sequence<UInt8>, _ right: some Sequence<UInt8>) -> Bool {
        left.lexicographicallyPrecedes(right) { rank($0) < rank($1) }
    }

    /// The same for two keys, escapes undone.
    static func precedes(_ left: JSONView, _ right: JSONView) -> Bool {
        precedes(left.text.utf8, right.text.utf8)
    }

    private static func rank(_ byte: UInt8) -> UInt8 { byte == 0xEE || byte == 0xEF ? byte + 0x10 : byte }
}
