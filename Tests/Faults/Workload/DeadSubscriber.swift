internal import Client
internal import Foundation
internal import Glibc
internal import Support
internal import Wire

/// Says hello, subscribes to everything with all the credit there is, and never reads again.
final class DeadSubscriber: Sendable {
    private let descriptor: Int32

    /// **Errors**: `SupportError`, if the server does not let it in. Blocks.
    init(to endpoint: ClientEndpoint) throws {
        guard let descriptor = FaultSocket.connect(to: .tcp(endpoint.port)) else {
            throw SupportError("nobody listens on port \(endpoint.port)")
        }
        self.descriptor = descriptor
        var small: Int32 = 4_096
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, socklen_t(MemoryLayout<Int32>.size))
        let hello = SessionHello(token: endpoint.token, client: endpoint.product)
        _ = FaultSocket.send(descriptor, MessageEncoder.request(id: .int(1), hello)[...])
        guard let answer = readFrame(), String(decoding: answer, as: UTF8.self).contains("\"epoch\"") else {
            throw SupportError("hello was refused")
        }
        let subscribe = LogSubscribe(after: -1, credit: Limits.creditEvents.upperBound)
        _ = FaultSocket.send(descriptor, MessageEncoder.request(id: .int(2), subscribe)[...])
    }

    deinit { close(descriptor) }

    private func readFrame() -> [UInt8]? {
        guard let prefix = read(4) else { return nil }
        return read(prefix.reduce(0) { $0 << 8 | Int($1) })
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while bytes.count < count {
            let got = recv(descriptor, &buffer, min(buffer.count, count - bytes.count), 0)
            guard got > 0 else { return nil }
            bytes += buffer[0..<got]
        }
        return bytes
    }
}
