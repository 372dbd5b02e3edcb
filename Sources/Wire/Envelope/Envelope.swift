package import JSON

/// One frame's meaning: JSON-RPC 2.0 without batches and with parameters by name.
///
/// Parameters and results stay views of the frame's own tape; they are decoded when somebody asks for them.
package enum Envelope: Sendable {
    case request(RPCRequest)
    case notification(RPCNotification)
    case response(RPCResponse)
}

/// A request: it gets exactly one response.
package struct RPCRequest: Sendable {
    /// To be repeated in the response.
    package let id: RequestID
    /// As it came, known or not.
    package let methodName: String
    /// Nil if there is no such method, which is `method_not_found`.
    package let method: Method?
    /// An object, if there is one.
    package let params: JSONView?

    /// The parameters as the type of the method. **Errors**: `invalid_params` with the path.
    package func decode<Request: WireRequest>(as type: Request.Type = Request.self) throws(RPCError) -> Request {
        try WireParams.decode(params)
    }
}

/// A notification: nobody answers it.
package struct RPCNotification: Sendable {
    /// As it came, known or not.
    package let methodName: String
    /// Nil if there is no such method; receivers ignore those.
    package let method: Method?
    /// An object, if there is one.
    package let params: JSONView?

    /// The parameters as the type of the method. **Errors**: `invalid_params` with the path.
    package func decode<Notification: WireNotification>(
        as type: Notification.Type = Notification.self
    ) throws(RPCError) -> Notification {
        try WireParams.decode(params)
    }
}

/// A response to a request of ours.
package struct RPCResponse: Sendable {
    /// Nil if the peer could not tell which request it speaks of; it closes the connection afterwards.
    package let id: RequestID?
    /// What came of it.
    package let outcome: Outcome

    /// Exactly one of the two.
    package enum Outcome: Sendable {
        case result(JSONView)
        case error(RPCError)
    }

    /// The result as the type of the method. **Errors**: the peer's own; `internal` if its result has the wrong shape.
    package func decode<Result: WireValue>(as type: Result.Type = Result.self) throws(RPCError) -> Result {
        switch outcome {
        case .error(let error): throw error
        case .result(let view):
            do { return try Result(json: view) } catch {
                throw RPCError(.internalError, "the result is malformed: \(error)", retry: .never)
            }
        }
    }
}

/// A frame that is no envelope, with the id to answer under if it could be read.
package struct EnvelopeError: Error, Sendable, Equatable {
    /// `parse_error` or `invalid_request`.
    package let error: RPCError
    /// Nil means that the answer has a null id and the connection ends.
    package let id: RequestID?
}

/// Parameters that were left out read like an empty object.
enum WireParams {
    /// `{"params":{}}`, so that errors about it have the usual path.
    private static let none: JSONView? = try? JSONDocument(Array(#"{"params":{}}"#.utf8)).root["params"]

    /// **Errors**: `invalid_params`.
    static func decode<Value: WireValue>(_ params: JSONView?) throws(RPCError) -> Value {
        guard let params = params ?? none else { throw RPCError(.internalError) }
        do { return try Value(json: params) } catch { throw RPCError(error) }
    }
}
