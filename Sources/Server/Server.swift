package import Desk
package import Logging
package import NIOCore
internal import NIOPosix
internal import ServiceLifecycle
internal import Synchronization
internal import Wire

/// The listener with all of its sessions.
///
/// `run` serves until it is cancelled or shut down gracefully; then every session is told to go away, what is in flight is
/// answered, and `run` returns. All work runs in child tasks of `run`.
package final class Server: Service {
    private let host: SessionHost
    private let onReady: @Sendable (SocketAddress) -> Void
    private let listening = Mutex<Listening?>(nil)

    private struct Listening {
        let channel: any Channel
        let sweeps: [(any EventLoop, NIOLoopBound<SessionSweep>)]
    }

    /// `onReady` gets the bound address once connections are taken.
    package convenience init(
        desk: Desk, configuration: ServerConfiguration = ServerConfiguration(), logger: Logger,
        onReady: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) {
        self.init(
            desk: desk, configuration: configuration, logger: logger, now: { ContinuousClock.now }, onReady: onReady)
    }

    /// With a clock of the caller's for the deadlines of sessions.
    init(
        desk: Desk, configuration: ServerConfiguration, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant, onReady: @escaping @Sendable (SocketAddress) -> Void
    ) {
        host = SessionHost(desk: desk, configuration: configuration, logger: logger, now: now)
        self.onReady = onReady
    }

    /// What was done so far.
    package var counters: ServerCounters { host.counters }

    /// Serves until it is told to stop. **Errors**: `ListenError`.
    package func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await listen(on: group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await work(on: LoopExecutor(group.next()))
            } onGracefulShutdown: {
                self.drain()
            }
        } onCancel: {
            self.abort()
        }
        // Taken out, so that whoever still wants it stopped finds nothing: the loops take no more work after this.
        let sweeps = listening.withLock { listening in
            defer { listening = nil }
            return listening?.sweeps ?? []
        }
        for (eventLoop, sweep) in sweeps { eventLoop.execute { sweep.value.stop() } }
        try await group.shutdownGracefully()
        host.logger.info("the server has stopped")
    }

    /// Starts every job as a child task, and ends when the last session has.
    private func work(on loop: LoopExecutor) async {
        let host = host
        await withTaskExecutorPreference(loop) {
            await withDiscardingTaskGroup { group in
                for await job in host.jobs {
                    if job.isShort {
                        // Runs here until it waits for the first time: no hop between reading and appending.
                        group.addImmediateTask { await host.perform(job) }
                    } else {
                        group.addTask(executorPreference: globalConcurrentExecutor) { await host.perform(job) }
                    }
                }
            }
        }
    }

    /// Takes no new connections and tells every session to go away.
    func drain() {
        let deadline = host.now() + host.configuration.drainDeadline
        host.logger.info("the server is draining")
        end { $0.drain(until: deadline) }
    }

    /// Cuts every connection: whoever runs us does not want to wait.
    private func abort() { end { $0.abort() } }

    private func end(_ tell: @escaping @Sendable (SessionSweep) -> Void) {
        host.drain()
        // Under the lock, so that the loops are still there; both calls only hand over.
        listening.withLock { listening in
            guard let listening else { return }
            listening.channel.close(promise: nil)
            for (eventLoop, sweep) in listening.sweeps { eventLoop.execute { tell(sweep.value) } }
        }
    }

    /// Looks at every deadline at once: for clocks that are moved by hand.
    func sweep() async throws {
        for (eventLoop, sweep) in listening.withLock({ $0?.sweeps ?? [] }) {
            let now = host.now
            try await eventLoop.submit { sweep.value.tick(now: now()) }.get()
        }
    }

    private func listen(on group: MultiThreadedEventLoopGroup) async throws {
        var sweeps: [(any EventLoop, NIOLoopBound<SessionSweep>)] = []
        for eventLoop in group.makeIterator() {
            let host = host
            let sweep = try await eventLoop.submit {
                let sweep = SessionSweep()
                sweep.start(on: eventLoop, every: host.configuration.sweepInterval, now: host.now)
                return NIOLoopBound(sweep, eventLoop: eventLoop)
            }.get()
            sweeps.append((eventLoop, sweep))
        }
        let (name, port) = (host.configuration.host, host.configuration.port)
        let channel: any Channel
        do {
            channel = try await bootstrap(on: group, sweeps: sweeps).bind(host: name, port: port).get()
        } catch {
            throw ListenError(host: name, port: port, cause: error)
        }
        listening.withLock { $0 = Listening(channel: channel, sweeps: sweeps) }
        guard let address = channel.localAddress else { return }
        host.logger.info("the server is ready", metadata: ["server.address": "\(address)"])
        onReady(address)
    }

    private func bootstrap(
        on group: MultiThreadedEventLoopGroup, sweeps: [(any EventLoop, NIOLoopBound<SessionSweep>)]
    ) -> ServerBootstrap {
        let host = host
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .writeBufferWaterMark,
                value: ChannelOptions.Types.WriteBufferWaterMark(low: 64 * 1_024, high: 256 * 1_024)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let sweep = sweeps.first(where: { $0.0 === channel.eventLoop })?.1 else {
                        throw ChannelError.operationUnsupported
                    }
                    try channel.pipeline.syncOperations.addHandler(SessionHandler(host: host, sweep: sweep.value))
                }
            }
    }
}
