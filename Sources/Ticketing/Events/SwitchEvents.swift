/// Somebody asked the customer to go on elsewhere. **Sealed**: reason, in words for colleagues.
package struct SwitchAsked: Hashable, Sendable {
    package let target: SwitchTarget
    package let reason: SwitchReason
    /// The reply, or draft, that asks it, in the same append; nil if none does.
    package let reply: ReplyID?

    package init(to target: SwitchTarget, because reason: SwitchReason, by reply: ReplyID? = nil) {
        self.target = target
        self.reason = reason
        self.reply = reply
    }
}

/// Where a conversation is to go on.
///
/// **Shape**: a channel, such as `email:help@acme.example`, or a network, such as `phone`, on which we may have none.
package struct SwitchTarget: Hashable, Sendable, CustomStringConvertible {
    package let name: String

    /// Takes a well-formed name; any other is nil.
    package init?(_ name: String) {
        // A network is what could begin a channel's name.
        let isNetwork = !name.utf8.contains(UInt8(ascii: ":"))
        guard ChannelID(isNetwork ? "\(name):a" : name) != nil else { return nil }
        self.name = name
    }

    package var description: String { name }

    // As of channels: bytes.
    package static func == (left: SwitchTarget, right: SwitchTarget) -> Bool {
        left.name.isSameBytes(as: right.name)
    }

    package func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
    }
}

/// Why, in a word that can be counted, such as `privacy` or `documents`.
///
/// **Range**: 1 to 32 bytes of `a-z0-9_-`.
package struct SwitchReason: Hashable, Sendable, CustomStringConvertible {
    package let code: String

    /// Takes a well-formed word; any other is nil.
    package init?(_ code: String) {
        guard (1...32).contains(code.utf8.count), code.utf8.allSatisfy({ Self.isAllowed($0) }) else { return nil }
        self.code = code
    }

    package var description: String { code }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
