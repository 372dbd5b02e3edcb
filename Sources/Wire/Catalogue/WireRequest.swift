package import JSON

/// What travels as one JSON value. Results and notifications ignore members they do not know; parameters refuse them.
package typealias WireValue = JSONDecodable & JSONEncodable & Sendable & Equatable

/// The parameters of a request; the type names its method and its result.
package protocol WireRequest: WireValue {
    /// What the response carries.
    associatedtype Response: WireValue
    /// The one method with these parameters.
    static var method: Method { get }
}

/// A request that appends to the log.
package protocol WireCommand: WireRequest {
    /// A UUID the client made up: the same command again, under the same id, has the same outcome and no other effect.
    var commandID: String { get }
}

/// The parameters of a notification; the type names its method.
package protocol WireNotification: WireValue {
    /// The one method with these parameters.
    static var method: Method { get }
}
