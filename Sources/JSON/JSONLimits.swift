/// What a document may cost its reader.
package struct JSONLimits: Sendable, Hashable {
    /// How many objects and arrays may be open at once. Range: 1 ... 512 (values are read recursively).
    package let depthMax: Int
    /// How many values and keys one document may hold; each costs 16 bytes while it is read.
    package let tokensMax: Int
    /// Which numbers are accepted.
    package let numbers: Numbers

    /// Numbers that other systems can be trusted to read as we do.
    package enum Numbers: Sendable, Hashable {
        /// Integers within ±(2^53-1), as RFC 7493 section 2.2 recommends; never `-0`.
        case integersOnly
        /// The whole grammar of RFC 8259; what is no such integer has the kind `number`.
        case anyNumber
    }

    /// 65,536 tokens are 1 MiB of tape: enough for any frame of ours, little enough to refuse `[0,0,0,…]`.
    package init(depthMax: Int = 32, tokensMax: Int = 65_536, numbers: Numbers = .integersOnly) {
        precondition((1...512).contains(depthMax), "depthMax must lie in 1...512")
        precondition((1...Int(Int32.max)).contains(tokensMax), "tokensMax must lie in 1...2^31-1")
        self.depthMax = depthMax
        self.tokensMax = tokensMax
        self.numbers = numbers
    }

    /// Depth 32, 65,536 tokens, integers only.
    package static let standard = JSONLimits()

    /// The largest magnitude an integer may have: 2^53-1. Source: RFC 7493 section 2.2.
    package static let integerMax: Int64 = 9_007_199_254_740_991
}
