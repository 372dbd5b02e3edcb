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
    private let loop: LoopExecutor?
    private let onReady: @Sendable (SocketAddress) -> Void
    private let listening = Mutex<Listening?>(nil)

    private struct Listening {
        let channel: any Channel
        let sweep: NIOLoopBound<SessionSweep>
    }

    /// Serves on `loop`, or else on one of its own. `onReady` gets the bound address once connections are taken.
    package convenience init(
        desk: Desk, configuration: ServerConfiguration = ServerConfiguration(), on loop: LoopExecutor? = nil,
        logger: Logger, onReady: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) {
        self.init(
            desk: desk, configuration: configuration, on: loop, logger: logger, now: { ContinuousClock.now },
            onReady: onReady)
    }

    /// With a clock of the caller's for the deadlines of sessions.
    init(
        desk: Desk, configuration: ServerConfiguration, on loop: LoopExecutor? = nil, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant, onReady: @escaping @Sendable (SocketAddress) -> Void
    ) {
        self.loop = loop
        host = SessionHost(desk: desk, configuration: configuration, logger: logger, now: now)
        self.onReady = onReady
    }

    /// What was done so far.
    package var counters: ServerCounters { host.counters }

    /// Serves until it is told to stop. **Errors**: `ListenError`.
    package func run() async throws {
        if let loop { return try await run(on: loop) }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await run(on: LoopExecutor(group.next()))
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    private func run(on loop: LoopExecutor) async throws {
        try await listen(on: loop.eventLoop)
        await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await work(on: loop)
            } onGracefulShutdown: {
                self.drain()
            }
        } onCancel: {
            self.abort()
        }
        // Taken out, so that whoever still wants it stopped finds nothing: the loop may take no more work after this.
        let ended = listening.withLock { listening in
            defer { listening = nil }
            return listening
        }
        if let ended {
            ended.channel.eventLoop.execute { ended.sweep.value.stop() }
            // Closed already, if not let go yet: the next who wants this port shall have it.
            try? await ended.channel.close().get()
        }
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
        // Under the lock, so that the loop is still there; both calls only hand over.
        listening.withLock { listening in
            guard let listening else { return }
            listening.channel.close(promise: nil)
            listening.channel.eventLoop.execute { tell(listening.sweep.value) }
        }
    }

    /// Looks at every deadline at once: for clocks that are moved by hand.
    func sweep() async throws {
        guard let listening = listening.withLock({ $0 }) else { return }
        let now = host.now
        try await listening.channel.eventLoop.submit { listening.sweep.value.tick(now: now()) }.get()
    }

    private func listen(on eventLoop: any EventLoop) async throws {
        let host = host
        let sweep = try await eventLoop.submit {
            let sweep = SessionSweep()
            sweep.start(on: eventLoop, every: host.configuration.sweepInterval, now: host.now)
            return NIOLoopBound(sweep, eventLoop: eventLoop)
        }.get()
        let (name, port) = (host.configuration.host, host.configuration.port)
        let channel: any Channel
        do {
            channel = try await bootstrap(on: eventLoop, sweep: sweep).bind(host: name, port: port).get()
        } catch {
            eventLoop.execute { sweep.value.stop() }
            throw ListenError(host: name, port: port, cause: error)
        }
        listening.withLock { $0 = Listening(channel: channel, sweep: sweep) }
        guard let address = channel.localAddress else { return }
        host.logger.info("the server is ready", metadata: ["server.address": "\(address)"])
        onReady(address)
    }

    private func bootstrap(
        on eventLoop: any EventLoop, sweep: NIOLoopBound<SessionSweep>
    ) -> ServerBootstrap {
        let host = host
        return ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(
                .writeBufferWaterMark,
                value: ChannelOptions.Types.WriteBufferWaterMark(low: 64 * 1_024, high: 256 * 1_024)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(SessionHandler(host: host, sweep: sweep.value))
                }
            }
    }
}
