package import JSON

extension Envelope {
    /// Reads one frame's body. **Errors**: `parse_error` for bytes, `invalid_request` for anything else.
    package init(parsing frame: [UInt8], limits: JSONLimits = Limits.jsonServer) throws(EnvelopeError) {
        let document: JSONDocument
        do { document = try JSONDocument(frame, limits: limits) } catch {
            throw EnvelopeError(error: RPCError(error), id: nil)
        }
        try self.init(document.root)
    }

    /// Reads a document that was scanned already. **Errors**: `invalid_request`.
    package init(_ root: JSONView) throws(EnvelopeError) {
        switch root.kind {
        case .object: break
        case .array: throw Self.invalid("batches are not part of this protocol; send one object a frame", id: nil)
        case .string, .integer, .number, .bool, .null: throw Self.invalid("a frame holds one JSON object", id: nil)
        }
        // The id comes first: whatever else is wrong can then be answered under it.
        let id: RequestID?
        do { id = try Self.id(of: root) } catch { throw Self.invalid(error.description, id: nil) }
        do { self = try Self.parse(root, id: id) } catch { throw Self.invalid(error.description, id: id) }
    }

    private static func invalid(_ message: String, id: RequestID?) -> EnvelopeError {
        EnvelopeError(error: RPCError(.invalidRequest, message), id: id)
    }

    /// Nil if there is none, or null in a response.
    private static func id(of root: JSONView) throws(JSONFieldError) -> RequestID? {
        guard let id = root["id"] else { return nil }
        if id.isNull {
            guard root["error"] != nil else { throw id.error(.invalid, "must not be null") }
            return nil
        }
        return try RequestID(json: id)
    }

    private static func parse(_ root: JSONView, id: RequestID?) throws(JSONFieldError) -> Envelope {
        var object = try JSONObjectReader(root)
        let version = try object.required("jsonrpc")
        guard version.isString("2.0") else { throw version.error(.invalid, "must be \"2.0\"") }
        let hasID = object.member("id") != nil
        guard let method = object.member("method") else { return try response(&object, id: id, hasID: hasID) }
        let name = try method.string(utf8Max: Method.nameBytesMax)
        let params = object.member("params")
        if let params, params.kind != .object { throw params.wrongType(expected: "an object (parameters go by name)") }
        try object.finish()
        if let id {
            return .request(RPCRequest(id: id, methodName: name, method: Method(name: name), params: params))
        }
        return .notification(RPCNotification(methodName: name, method: Method(name: name), params: params))
    }

    private static func response(
        _ object: inout JSONObjectReader, id: RequestID?, hasID: Bool
    ) throws(JSONFieldError) -> Envelope {
        let result = object.member("result")
        let error = object.member("error")
        if result == nil, error == nil { throw object.missing("method") }
        guard hasID else { throw object.missing("id") }
        try object.finish()
        guard let error else {
            guard let result, id != nil else { throw object.missing("id") }
            return .response(RPCResponse(id: id, outcome: .result(result)))
        }
        guard result == nil else { throw error.error(.invalid, "a response has a result or an error, not both") }
        return .response(RPCResponse(id: id, outcome: .error(try RPCError(json: error))))
    }
}
