/// A whole value in memory, for the command line, error details and tests; hot paths use views.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    /// Range: ±(2^53-1).
    case int(Int64)
    case string(String)
    case array([JSONValue])
    /// Members in the order they were given; a key stands only once.
    case object([JSONMember])
}

/// One member of a `JSONValue` object.
package struct JSONMember: Sendable {
    /// Compared byte by byte.
    package var key: String
    /// What it holds.
    package var value: JSONValue

    /// The key is not checked against its siblings.
    package init(_ key: String, _ value: JSONValue) {
        self.key = key
        self.value = value
    }
}

extension JSONValue {
    /// Scans and copies a document. Errors: `JSONError`.
    package init(parsing bytes: [UInt8], depthMax: Int = 32, tokensMax: Int = 65_536) throws(JSONError) {
        self.init(try JSONDocument(bytes, limits: JSONLimits(depthMax: depthMax, tokensMax: tokensMax)).root)
    }

    /// Scans and copies a document. Errors: `JSONError`.
    package init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Copies a value out of its document. A number that is no integer becomes a string of its text.
    package init(_ view: JSONView) {
        switch view.kind {
        case .null: self = .null
        case .bool: self = .bool(view.token.flag)
        case .integer: self = (try? view.int64()).map { .int($0) } ?? .null
        case .number: self = .string(String(decoding: view.rawBytes, as: UTF8.self))
        case .string: self = .string(view.text)
        case .array: self = .array(JSONElements(of: view).map { JSONValue($0) })
        case .object: self = .object(JSONMembers(of: view).map { JSONMember($0.key.text, JSONValue($0.value)) })
        }
    }

    /// The member of that name, if this is an object and has one.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
    }

    /// The element at that index, if this is an array and has one.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The string it is, if it is one.
    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The integer it is, if it is one.
    package var intValue: Int64? {
        if case .int(let value) = self { value } else { nil }
    }

    /// The truth value it is, if it is one.
    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The elements, if it is an array.
    package var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, if it is an object.
    package var objectValue: [JSONMember]? {
        if case .object(let value) = self { value } else { nil }
    }
}

extension JSONValue: Equatable {
    /// Strings are equal if their bytes are; objects if they have the same members in any order.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)):
            left.count == right.count && zip(sorted(left), sorted(right)).allSatisfy { $0 == $1 }
        case (.null, _), (.bool, _), (.int, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    /// In order of the keys' UTF-16 code units.
    static func sorted(_ members: [JSONMember]) -> [JSONMember] {
        members.sorted { JSONKeyOrder.precedes($0.key.utf8, $1.key.utf8) }
    }
}

extension JSONMember: Equatable {
    /// Keys are compared byte by byte, not by canonical equivalence.
    package static func == (left: JSONMember, right: JSONMember) -> Bool {
        left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { JSONMember($0.0, $0.1) })
    }
    package init(nilLiteral: ()) { self = .null }
}
