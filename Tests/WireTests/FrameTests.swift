import JSON
import NIOCore
import NIOEmbedded
import Testing
import Wire

@Suite("Frames")
struct FrameTests {
    /// A channel that cuts what is written to it into frames.
    private func channel(_ decoder: FrameDecoder) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(decoder))
        return channel
    }

    private let bodies: [[UInt8]] = [
        Array("{}".utf8), Array(#"{"a":"é"}"#.utf8), [0x30], Array(repeating: 0x31, count: 300),
    ]
    private var stream: [UInt8] { bodies.flatMap { Frame.wrap($0) } }

    @Test("frames come out whole wherever the stream is cut in two")
    func splitsAnywhere() throws {
        for cut in 0...stream.count {
            let channel = try channel(FrameDecoder())
            try channel.writeInbound(ByteBuffer(bytes: stream[..<cut]))
            try channel.writeInbound(ByteBuffer(bytes: stream[cut...]))
            for body in bodies { #expect(try channel.readInbound(as: [UInt8].self) == body) }
            #expect(try channel.finish().isClean)

            var reader = FrameReader()
            var read: [[UInt8]] = []
            for part in [stream[..<cut], stream[cut...]] {
                reader.append(part)
                while let frame = try reader.next() { read.append(frame) }
            }
            #expect(read == bodies)
            try reader.finish()
        }
    }

    @Test("frames come out whole if every byte comes alone")
    func takesSingleBytes() throws {
        let channel = try channel(FrameDecoder())
        var reader = FrameReader()
        var read: [[UInt8]] = []
        for byte in stream {
            try channel.writeInbound(ByteBuffer(bytes: [byte]))
            reader.append([byte])
            if let frame = try reader.next() { read.append(frame) }
        }
        for body in bodies { #expect(try channel.readInbound(as: [UInt8].self) == body) }
        #expect(read == bodies)
        #expect(reader.pendingBytes == 0)
    }

    @Test("a frame over the limit is refused on its four bytes of length")
    func refusesBeforeBuffering() throws {
        let channel = try channel(FrameDecoder(limit: 100))
        try channel.writeInbound(ByteBuffer(bytes: [0, 0, 0]))
        #expect(throws: FrameError.tooLarge(length: 101, limit: 100)) {
            try channel.writeInbound(ByteBuffer(bytes: [101]))
        }
        _ = try? channel.finish()

        var reader = FrameReader(limit: 100)
        reader.append([0, 0, 0, 101])
        #expect(throws: FrameError.tooLarge(length: 101, limit: 100)) { try reader.next() }
    }

    @Test("the limit can be raised between frames, as after hello")
    func raisesTheLimit() throws {
        let decoder = FrameDecoder()
        let channel = try channel(decoder)
        let big = [UInt8](repeating: 0x20, count: Limits.frameBytesBeforeHello + 1)
        try channel.writeInbound(ByteBuffer(bytes: Frame.wrap(Array("{}".utf8))))
        decoder.limit = Limits.frameBytesDefault
        try channel.writeInbound(ByteBuffer(bytes: Frame.wrap(big)))
        #expect(try channel.readInbound(as: [UInt8].self) == Array("{}".utf8))
        #expect(try channel.readInbound(as: [UInt8].self) == big)
        #expect(try channel.finish().isClean)
    }

    @Test("a stream that ends inside a frame says so, one that ends between frames does not")
    func noticesTheEnd() throws {
        let channel = try channel(FrameDecoder())
        try channel.writeInbound(ByteBuffer(bytes: [0, 0, 0, 2, 0x7B]))
        #expect(throws: FrameError.truncated(received: 5)) { try channel.finish() }
    }

    @Test("an encoded frame carries its length")
    func encodes() {
        let frame = Frame.encode { writer in
            writer.beginObject()
            writer.member("a", String(repeating: "x", count: 300))
            writer.endObject()
        }
        #expect(Array(frame.prefix(4)) == [0, 0, 1, 52])
        #expect(Frame.bodyBytes(of: frame) == 308)
        #expect(Frame.wrap(frame.dropFirst(4)) == frame)
    }
}
