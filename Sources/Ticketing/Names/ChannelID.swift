/// One account on one network, such as `x:@AppleSupport`.
///
/// **Shape**: `<network>:<account>`. **Range**: at most 256 bytes; the network is 1 to 32 of `a-z0-9_-`, the account is
/// not empty and holds no white space and no control characters. Two channels are one if their bytes are.
package struct ChannelID: Hashable, Sendable, CustomStringConvertible {
    /// The whole name.
    package let name: String

    /// Takes a well-formed name; any other is nil.
    package init?(_ name: String) {
        let bytes = name.utf8
        guard bytes.count <= 256, let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let network = bytes[..<colon]
        guard (1...32).contains(network.count), bytes.index(after: colon) < bytes.endIndex,
            network.allSatisfy({ Self.isNetworkByte($0) }),
            // Nearly every name is ASCII, and to ask Unicode's tables takes longer than all the rest of reading an entry.
            bytes.allSatisfy({ (0x21...0x7e).contains($0) })
                || name.unicodeScalars.allSatisfy({
                    !$0.properties.isWhitespace && $0.properties.generalCategory != .control
                })
        else { return nil }
        self.name = name
    }

    /// The kind of network; a customer's identity on it is the same on all of its accounts.
    // By bytes: a colon and a combining mark behind it are one `Character`, which is not ":".
    package var network: String { String(Substring(name.utf8.prefix(while: { $0 != UInt8(ascii: ":") }))) }

    package var description: String { name }

    package static func == (left: ChannelID, right: ChannelID) -> Bool { left.name.isSameBytes(as: right.name) }

    package func hash(into hasher: inout Hasher) { name.hashBytes(into: &hasher) }

    private static func isNetworkByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// A word by which agents sort tickets.
///
/// **Range**: 1 to 64 bytes without upper case, white space and control characters. Two tags are one if their bytes are.
package struct Tag: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let name: String

    /// Takes a well-formed tag; any other is nil.
    package init?(_ name: String) {
        guard (1...64).contains(name.utf8.count), name.unicodeScalars.allSatisfy({ Self.allows($0) }) else {
            return nil
        }
        self.name = name
    }

    package var description: String { name }

    package static func == (left: Tag, right: Tag) -> Bool { left.name.isSameBytes(as: right.name) }

    package static func < (left: Tag, right: Tag) -> Bool { left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }

    package func hash(into hasher: inout Hasher) { name.hashBytes(into: &hasher) }

    private static func allows(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x21...0x7e).contains(scalar.value) && !(0x41...0x5a).contains(scalar.value) }
        let properties = scalar.properties
        return !properties.isWhitespace && !properties.isUppercase && scalar.value >= 0x20
            && !(0x7f...0x9f).contains(scalar.value)
    }
}

/// A group of agents that shares work.
///
/// **Range**: 1 to 64 bytes of `a-z0-9_-.:/`.
package struct TeamID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let name: String

    /// Takes a well-formed name; any other is nil.
    package init?(_ name: String) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ Word.allowed($0) }) else { return nil }
        self.name = name
    }

    package var description: String { name }

    package static func < (left: TeamID, right: TeamID) -> Bool { left.name < right.name }
}

/// The alphabet that teams and skills share.
enum Word {
    static func allowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
