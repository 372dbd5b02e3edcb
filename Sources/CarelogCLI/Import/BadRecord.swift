/// A record that cannot be used; reading goes on after it, so that one broken line costs one line.
package struct BadRecord: Error, Equatable, Sendable, CustomStringConvertible {
    /// Where the record begins. **Range** 1 is the first line of the file; lines are counted by line feeds, as `sed -n`
    /// does.
    package let line: Int
    /// What is wrong with it, without any of its text.
    package let reason: Reason

    /// The closed set of faults; each reads as the end of "line 7: ...".
    package enum Reason: Equatable, Sendable, CustomStringConvertible {
        /// A carriage return that ends no line, outside quotes: the record was cut by whatever wrote the file.
        case bareCarriageReturn
        /// Anything but a comma or a line end behind the quote that closes a field.
        case textAfterClosingQuote
        /// A quote that the file never closes.
        case quoteNeverClosed
        /// A record beyond ``CSVReader/recordBytesMax``, most often a stray quote that swallows the lines behind it.
        case tooLong(bytesMax: Int)
        /// More or fewer fields than the header names.
        case fieldCount(found: Int, expected: Int)
        /// A field that is empty although every record needs it.
        case empty(column: String)
        /// A field whose bytes are not what its column holds.
        case malformed(column: String, expected: String)
        /// The same tweet once more; the first one counts.
        case duplicate(id: UInt64, firstLine: Int)

        package var description: String {
            switch self {
            case .bareCarriageReturn: "a carriage return outside quotes cuts the record"
            case .textAfterClosingQuote: "a closing quote is followed by something other than a comma or a line end"
            case .quoteNeverClosed: "a quoted field is never closed"
            case .tooLong(let bytesMax): "the record is longer than \(bytesMax) bytes (a stray quote?)"
            case .fieldCount(let found, let expected): "\(found) fields where the header names \(expected)"
            case .empty(let column): "\(column) is empty"
            case .malformed(let column, let expected): "\(column) is not \(expected)"
            case .duplicate(let id, let firstLine): "tweet \(id) is already on line \(firstLine)"
            }
        }
    }

    package var description: String { "line \(line): \(reason)" }
}
