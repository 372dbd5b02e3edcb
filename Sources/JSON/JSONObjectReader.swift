/// Reads an object member by member and remembers which ones were asked for, so that `finish()` can name the others.
///
/// Asking in the order the members came costs one comparison each. At most 64 different members can be asked for.
package struct JSONObjectReader: Sendable {
    /// The object being read.
    package let view: JSONView
    private let end: Int
    private var cursor: Int
    private var ordinal = 0
    private var taken: UInt64 = 0

    /// Errors: `wrongType` unless it is an object.
    package init(_ view: JSONView) throws(JSONFieldError) {
        guard view.kind == .object else { throw view.wrongType(expected: "an object") }
        self.view = view
        end = Int(view.token.next)
        cursor = view.index + 1
    }

    /// The member, also if it is null; nil if there is none.
    package mutating func member(_ key: StaticString) -> JSONView? {
        let start = (cursor, ordinal)
        if let found = search(key, from: start.0, ordinal: start.1, to: end) { return found }
        return search(key, from: view.index + 1, ordinal: 0, to: start.0)
    }

    private mutating func search(_ key: StaticString, from: Int, ordinal first: Int, to last: Int) -> JSONView? {
        let document = view.document
        var index = from
        var position = first
        while index < last {
            let next = Int(document.tape[index + 1].next)
            if key.withUTF8Buffer({ document.token(document.tape[index], equals: $0) }) {
                if position < 64 { taken |= 1 << UInt64(position) }
                (cursor, ordinal) = (next, position + 1)
                return JSONView(document: document, index: index + 1)
            }
            (index, position) = (next, position + 1)
        }
        return nil
    }

    /// The member that must be there. Errors: `missing`.
    package mutating func required(_ key: StaticString) throws(JSONFieldError) -> JSONView {
        guard let member = member(key) else { throw missing(key) }
        return member
    }

    /// The member, if it is there and not null.
    package mutating func optional(_ key: StaticString) -> JSONView? {
        guard let member = member(key), !member.isNull else { return nil }
        return member
    }

    /// Refuses members nobody asked for. Errors: `unknown`, naming the first of them.
    package func finish() throws(JSONFieldError) {
        var index = view.index + 1
        var position = 0
        while index < end {
            if position >= 64 || taken & (1 << UInt64(position)) == 0 {
                let key = JSONView(document: view.document, index: index)
                throw key.error(.unknown, "unknown member")
            }
            index = Int(view.document.tape[index + 1].next)
            position += 1
        }
    }

    /// An error about a member that is not there.
    package func missing(_ key: StaticString) -> JSONFieldError {
        JSONFieldError(.missing, path: path(of: key), message: "is required")
    }

    /// The path a member has or would have.
    package func path(of key: StaticString) -> String {
        let path = view.path
        return path.isEmpty ? "\(key)" : "\(path).\(key)"
    }
}
