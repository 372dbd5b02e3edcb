package import JSON

/// What ties an answer to its request; chosen by the side that asks, unique among its requests in flight.
package enum RequestID: Sendable, Hashable, CustomStringConvertible {
    /// 1 ... 64 of `A-Z a-z 0-9 . _ : -`.
    case string(String)
    /// 0 ... 2^53-1.
    case int(Int64)

    package var description: String {
        switch self {
        case .string(let value): value
        case .int(let value): String(value)
        }
    }
}

extension RequestID: JSONEncodable, JSONDecodable {
    package init(json: JSONView) throws(JSONFieldError) {
        switch json.kind {
        case .integer:
            let value = try json.int64()
            guard value >= 0 else { throw json.error(.outOfRange, "must not be negative") }
            self = .int(value)
        case .string:
            self = .string(try WireText.id(json))
        case .object, .array, .number, .bool, .null:
            throw json.wrongType(expected: "a string or an integer")
        }
    }

    package func write(to writer: inout JSONWriter) {
        switch self {
        case .string(let value): writer.string(value)
        case .int(let value): writer.int(value)
        }
    }
}
