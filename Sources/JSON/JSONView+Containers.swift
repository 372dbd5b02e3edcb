extension JSONView {
    /// The member of that name, if this is an object and has one. Linear in the number of members.
    package subscript(key: StaticString) -> JSONView? {
        key.withUTF8Buffer { member(named: $0) }
    }

    /// The member of that name, compared byte by byte (not by Swift's canonical equivalence).
    @_disfavoredOverload
    package subscript(key: String) -> JSONView? {
        var key = key
        return key.withUTF8 { member(named: $0) }
    }

    private func member(named key: UnsafeBufferPointer<UInt8>) -> JSONView? {
        let token = token
        guard token.kind == .object else { return nil }
        var cursor = index + 1
        while cursor < Int(token.next) {
            if document.token(document.tape[cursor], equals: key) {
                return JSONView(document: document, index: cursor + 1)
            }
            cursor = Int(document.tape[cursor + 1].next)
        }
        return nil
    }

    /// The elements in order. Errors: `wrongType`; `tooMany` beyond `countMax`.
    package func elements(countMax: Int = .max) throws(JSONFieldError) -> JSONElements {
        guard kind == .array else { throw wrongType(expected: "an array") }
        let elements = JSONElements(of: self)
        if countMax != .max {
            let count = elements.count
            guard count <= countMax else {
                throw error(.tooMany, "has \(count) elements, at most \(countMax) are allowed")
            }
        }
        return elements
    }

    /// The members in the order they came. Errors: `wrongType`.
    package func members() throws(JSONFieldError) -> JSONMembers {
        guard kind == .object else { throw wrongType(expected: "an object") }
        return JSONMembers(of: self)
    }
}

/// The elements of an array, in order; counting them walks over them.
package struct JSONElements: Sequence, Sendable {
    private let view: JSONView

    init(of view: JSONView) { self.view = view }

    /// How many there are. Cost: one step per element.
    package var count: Int {
        var count = 0
        var iterator = makeIterator()
        while iterator.next() != nil { count += 1 }
        return count
    }

    package func makeIterator() -> Iterator { Iterator(of: view) }

    /// Steps from sibling to sibling.
    package struct Iterator: IteratorProtocol {
        private let document: JSONDocument
        private var cursor: Int
        private let end: Int

        init(of view: JSONView) {
            document = view.document
            cursor = view.index + 1
            end = Int(view.token.next)
        }

        package mutating func next() -> JSONView? {
            guard cursor < end else { return nil }
            defer { cursor = Int(document.tape[cursor].next) }
            return JSONView(document: document, index: cursor)
        }
    }
}

/// The members of an object, in the order they came.
package struct JSONMembers: Sequence, Sendable {
    private let view: JSONView

    init(of view: JSONView) { self.view = view }

    /// How many there are. Cost: one step per member.
    package var count: Int {
        var count = 0
        var iterator = makeIterator()
        while iterator.next() != nil { count += 1 }
        return count
    }

    package func makeIterator() -> Iterator { Iterator(of: view) }

    /// Steps from key to key.
    package struct Iterator: IteratorProtocol {
        private let document: JSONDocument
        private var cursor: Int
        private let end: Int

        init(of view: JSONView) {
            document = view.document
            cursor = view.index + 1
            end = Int(view.token.next)
        }

        package mutating func next() -> (key: JSONView, value: JSONView)? {
            guard cursor < end else { return nil }
            defer { cursor = Int(document.tape[cursor + 1].next) }
            return (JSONView(document: document, index: cursor), JSONView(document: document, index: cursor + 1))
        }
    }
}
