internal import Glibc
internal import NIOCore

/// The address cannot be listened on, in words for the person who chose it.
package struct ListenError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(host: String, port: Int, cause: any Error) {
        let advice: String
        let reason: String
        switch (cause as? IOError)?.errnoCode {
        case EADDRINUSE:
            reason = "another program listens there"
            advice = "stop it, or choose another port"
        case EACCES:
            reason = "ports below 1024 are for root"
            advice = "choose another port"
        case EADDRNOTAVAIL:
            reason = "this machine has no such address"
            advice = "choose one that it has, or 127.0.0.1"
        default:
            reason = "\(cause)"
            advice = "choose another address"
        }
        description = "cannot listen on \(host):\(port): \(reason); \(advice)"
    }
}
