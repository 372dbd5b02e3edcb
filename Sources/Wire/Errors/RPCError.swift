package import JSON

/// An error as it goes over the wire.
///
/// **Shape**: `{"code":…,"message":"…","data":{"kind":"…","retry":"…","committed":"…",…details}}`.
package struct RPCError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong; nil if the peer speaks of a kind that this code does not know.
    package var kind: ErrorKind?
    /// The kind's name, known or not.
    package var kindName: String
    /// The number that belongs to the kind.
    package var code: Int
    /// For people, without personal data; programs go by the kind.
    package var message: String
    /// What to do.
    package var retry: ErrorKind.Retry
    /// Whether it was done all the same.
    package var committed: ErrorKind.Committed
    /// Whatever else the kind has to say; never `kind`, `retry` or `committed`.
    package var details: [JSONMember]

    /// An error of our registry; advice is the registry's unless given.
    package init(
        _ kind: ErrorKind, _ message: String? = nil, retry: ErrorKind.Retry? = nil,
        committed: ErrorKind.Committed? = nil, details: [JSONMember] = []
    ) {
        let definition = kind.definition
        self.kind = kind
        self.kindName = kind.rawValue
        self.code = definition.code
        self.message = message ?? definition.meaning
        self.retry = retry ?? definition.retry
        self.committed = committed ?? definition.committed
        self.details = details
    }

    /// The detail of that name.
    package subscript(detail: String) -> JSONValue? { JSONValue.object(details)[detail] }

    /// For logs: no details, which may hold personal data.
    package var description: String { "\(kindName) (\(code)): \(message)" }
}

extension RPCError {
    /// Bytes that are no JSON of our profile: `parse_error` with `rule` and `offset`.
    package init(_ error: JSONError) {
        self.init(
            .parseError, error.description,
            details: [
                JSONMember("rule", .string(error.code.rawValue)), JSONMember("offset", .int(Int64(error.offset))),
            ])
    }

    /// A parameter at fault: `invalid_params` with `path` and `reason`.
    package init(_ error: JSONFieldError) {
        self.init(
            .invalidParams, error.description,
            details: [
                JSONMember("path", .string(error.path)), JSONMember("reason", .string(error.code.rawValue)),
            ])
    }

    /// A frame at fault: `too_large` with `length` and `limit`, else `invalid_request`.
    package init(_ error: FrameError) {
        switch error {
        case .tooLarge(let length, let limit):
            self.init(
                .tooLarge, error.description,
                details: [JSONMember("length", .int(Int64(length))), JSONMember("limit", .int(Int64(limit)))])
        case .empty, .truncated:
            self.init(.invalidRequest, error.description)
        }
    }
}

extension RPCError: JSONEncodable, JSONDecodable {
    package init(json: JSONView) throws(JSONFieldError) {
        var object = try JSONObjectReader(json)
        code = try object.int("code")
        message = try object.string("message")
        let known = ErrorKind(code: code)
        kindName = known?.rawValue ?? "unknown"
        retry = known?.definition.retry ?? .never
        committed = known?.definition.committed ?? .unknown
        details = []
        if var data = try object.optionalObject("data") {
            kindName = try data.optionalString("kind") ?? kindName
            retry = try data.optionalString("retry").flatMap { ErrorKind.Retry(rawValue: $0) } ?? retry
            committed = try data.optionalString("committed").flatMap { ErrorKind.Committed(rawValue: $0) } ?? committed
            details = (JSONValue(data.view).objectValue ?? []).filter { !Self.ownNames.contains($0.key) }
        }
        kind = ErrorKind(rawValue: kindName)
    }

    private static let ownNames = ["kind", "retry", "committed"]

    package func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("code", code)
        writer.member("message", message)
        writer.key("data")
        writer.beginObject()
        writer.member("kind", kindName)
        writer.member("retry", retry.rawValue)
        writer.member("committed", committed.rawValue)
        for detail in details where !Self.ownNames.contains(detail.key) {
            writer.key(detail.key)
            detail.value.write(to: &writer)
        }
        writer.endObject()
        writer.endObject()
    }
}
