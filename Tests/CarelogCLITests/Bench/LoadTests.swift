internal import Glibc
import Testing

@testable import CarelogCLI

@Suite("loads of a bench")
struct LoadTests {
    @Test("both sides take turns, and who begins takes turns too")
    func turns() async throws {
        var order = ""
        let medians = try await Turns(count: 3).medians {
            order += "a"
            return Double(order.count)
        } _: {
            order += "b"
            return Double(order.count)
        }
        #expect(order == "abbaab")
        #expect(medians.first == 4)
        #expect(medians.second == 3)
    }

    static let medians: [(values: [Double], expected: Double)] = [
        ([3, 1, 2], 2), ([4, 1, 2, 3], 2), ([7], 7), ([], 0),
    ]

    @Test("the median is a value that was measured", arguments: medians)
    func median(_ values: [Double], _ expected: Double) {
        #expect(Median.of(values) == expected)
    }

    @Test("percentiles are as exact as a histogram of three digits")
    func latencies() {
        var latencies = Latencies()
        for microseconds in 1...1_000 { latencies.record(.microseconds(microseconds)) }
        #expect(latencies.count == 1_000)
        #expect(latencies.milliseconds(at: 50) == 0.5)
        #expect(latencies.milliseconds(at: 99) == 0.99)
        latencies.record(.seconds(10_000))
        #expect(abs(latencies.milliseconds(at: 100) - 600_000) < 600)
    }

    @Test("a template's message is a new one every time, of the customer it is filled with")
    func template() throws {
        var template = MessageTemplate()
        var random = SeededRandom(seed: 1)
        template.fill(customer: (1, 2), using: &random)
        let first = String(decoding: template.frame.dropFirst(4), as: UTF8.self)
        template.fill(customer: (1, 2), using: &random)
        let second = String(decoding: template.frame.dropFirst(4), as: UTF8.self)
        #expect(first != second)
        for text in [first, second] {
            #expect(text.contains(#""handle":"00000000-0000-4001-8000-000000000002""#))
            #expect(!text.contains("0000-4000-8000-00000000000"))
            #expect(text.hasPrefix(#"{"jsonrpc":"2.0","id":1,"method":"message.receive""#))
        }
    }

    static let result =
        #"{"jsonrpc":"2.0","id":1,"result":{"position":1,"ticket":"t","customer":"c","message":"m","duplicate":false}}"#

    @Test("only the answer that a new message is in the log counts")
    func acknowledgement() throws {
        func isAcknowledged(_ text: String) throws -> Bool {
            try Array(text.utf8).withUnsafeBytes { try MessageTemplate.isAcknowledgement($0) }
        }
        #expect(try isAcknowledged(Self.result))
        #expect(try isAcknowledged(Self.result.replacing("\"jsonrpc\":\"2.0\",", with: " \"jsonrpc\":\"2.0\",")))
        #expect(try !isAcknowledged(#"{"jsonrpc":"2.0","method":"session.ping","params":{}}"#))
        #expect(throws: (any Error).self) { try isAcknowledged(Self.result.replacing("false", with: "true")) }
        #expect(throws: (any Error).self) {
            try isAcknowledged(#"{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}}"#)
        }
    }

    @Test("pgbench's output and log are read as its manual writes them")
    func pgbench() {
        let output = "latency average = 5.1 ms\ntps = 1234.567890 (without initial connection time)\n"
        #expect(Pgbench.rate(in: output) == 1234.56789)
        #expect(Pgbench.rate(in: "pgbench: error: no") == nil)
        var latencies = Latencies()
        Pgbench.read(log: "0 1 2000 0 1700000000 1 5\n0 2 4000 0 1700000000 2 5\nnoise\n", into: &latencies)
        #expect(latencies.count == 2)
        #expect(abs(latencies.milliseconds(at: 100) - 4) < 0.01)
    }

    @Test("what the system and the server say is understood")
    func processes() {
        let memory = ProcessMemory(status: "Name:\tx\nVmHWM:\t  200000 kB\nVmRSS:\t  100000 kB\n")
        #expect(memory.now == 102.4)
        #expect(memory.peak == 204.8)
        let stat = "7 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 200 50 30 20 15"
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        #expect(ProcessorTime(stat: stat).all == 250 / ticks)
        #expect(ProcessorTime(stat: stat, children: true).user == 230 / ticks)
        #expect(BenchServer.port(in: "a\ncarelog is ready on 127.0.0.1:7411\n") == 7411)
        #expect(BenchServer.port(in: "carelog is ready on 127.0.0.1:74") == nil)
    }
}
