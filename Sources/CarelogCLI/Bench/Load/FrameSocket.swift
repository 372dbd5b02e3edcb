internal import Client
internal import Glibc
internal import Wire

/// A connection without a client's machinery: frames that were prepared go out, bodies of frames come in as bytes.
///
/// Its counterpart is pgbench, a light C program on the same two cores: what a load generator burns, the server lacks.
/// **Isolation**: one thread at a time.
final class FrameSocket {
    let descriptor: Int32
    /// The unfinished end of what came last.
    private var rest: [UInt8] = []

    /// How long anything of a handshake may take. **Units**: seconds.
    private static let patienceSeconds = 30

    /// Connects and says hello. **Errors**: also if the server refuses it.
    init(_ connection: ConnectionFile, as role: String) throws {
        let token = try connection.endpoint(as: role).token
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure("socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(connection.port).bigEndian)
        address.sin_addr.s_addr = inet_addr(connection.host)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let error = Self.failure("connect")
            close(descriptor)
            throw error
        }
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        try send(
            MessageEncoder.request(
                id: .int(0),
                SessionHello(token: token, client: WireProduct(name: "carelog-bench", version: "1"))))
        try awaitResult()
    }

    deinit { close(descriptor) }

    /// Sends a whole frame. **Errors**: the server reads so slowly that the socket is full.
    func send(_ frame: [UInt8]) throws {
        var sent = 0
        while sent < frame.count {
            let count = frame.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress.map { $0 + sent }, frame.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("send") }
            sent += count
        }
    }

    /// Reads once, and calls `body` with the body of every frame that is whole now. Waits if nothing is there.
    func receive(_ scratch: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        let count = recv(descriptor, scratch.baseAddress, scratch.count, 0)
        if count < 0 && errno == EINTR { return }
        guard count > 0 else {
            throw count == 0 ? BenchFailure("the server closed a connection") : Self.failure("recv")
        }
        let fresh = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        if rest.isEmpty {
            let used = try Self.frames(in: fresh, body)
            if used < count { rest.append(contentsOf: fresh[used...]) }
        } else {
            rest.append(contentsOf: fresh)
            let used = try rest.withUnsafeBytes { try Self.frames(in: $0, body) }
            rest.removeFirst(used)
        }
    }

    /// Waits for the answer to the one request in flight. **Errors**: it is an error.
    @discardableResult
    func awaitResult() throws -> [UInt8] {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
        defer { scratch.deallocate() }
        var answer: [UInt8]?
        while answer == nil {
            try receive(scratch) { body in
                if try Self.isResult(body) { answer = Array(body) }
            }
        }
        return answer ?? []
    }

    /// Whether a frame answers a request with a result; false for a notification. **Errors**: it is an error.
    static func isResult(_ body: UnsafeRawBufferPointer) throws -> Bool {
        switch try Envelope(parsing: Array(body), limits: Limits.jsonClient) {
        case .notification: return false
        case .request: throw BenchFailure("the server asked something")
        case .response(let response):
            if case .error(let error) = response.outcome {
                throw BenchFailure("the server refused: \(error.message)")
            }
            return true
        }
    }

    /// Calls `body` for every whole frame; how many bytes they took.
    private static func frames(
        in bytes: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws -> Int {
        var offset = 0
        while bytes.count - offset >= Frame.prefixBytes {
            let length = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            let start = offset + Frame.prefixBytes
            guard bytes.count - start >= length else { break }
            try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
            offset = start + length
        }
        return offset
    }

    private static func failure(_ call: String) -> BenchFailure {
        BenchFailure("\(call): \(SystemFailure(code: errno))")
    }
}
