/// Something that an agent can do and a ticket can need.
///
/// **Range**: 1 to 64 bytes of `a-z0-9_-.:/`.
package struct Skill: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let name: String

    /// Takes a well-formed name; any other is nil.
    package init?(_ name: String) {
        guard (1...64).contains(name.utf8.count), name.utf8.allSatisfy({ Word.allowed($0) }) else { return nil }
        self.name = name
    }

    package var description: String { name }

    package static func < (left: Skill, right: Skill) -> Bool { left.name < right.name }
}

/// A language that is spoken on a channel, by a customer or by an agent.
///
/// **Range**: 2 to 35 bytes of `a-z0-9-`, as BCP 47 has them in lower case, such as `de` or `pt-br`.
package struct Language: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let tag: String

    /// Takes a well-formed tag; any other is nil.
    package init?(_ tag: String) {
        guard (2...35).contains(tag.utf8.count), tag.utf8.first != UInt8(ascii: "-"),
            tag.utf8.allSatisfy({
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            })
        else { return nil }
        self.tag = tag
    }

    package var description: String { tag }

    /// What it is a variety of: `pt` of `pt-br`; itself if it is none.
    package var base: Language { Language(String(tag.prefix { $0 != "-" })) ?? self }

    package static func < (left: Language, right: Language) -> Bool { left.tag < right.tag }
}
